package org.ikdcore.app.journey

import android.app.Application
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Looper
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasScrollAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isDisplayed
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextReplacement
import androidx.lifecycle.ViewModelProvider
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import java.time.Duration
import org.ikdcore.Stage
import org.ikdcore.app.IkdApplication
import org.ikdcore.app.MainActivity
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.platform.AndroidTexts
import org.ikdcore.app.platform.AppHolder
import org.ikdcore.app.support.FakeAndroidKeyStore
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow

/** Somebody who holds the phone: sees, touches, types, turns it, and loses the app. */
class Driver(private val compose: ComposeTestRule) {
    private lateinit var scenario: ActivityScenario<MainActivity>
    private val application get() = ApplicationProvider.getApplicationContext<Application>()
    private val texts by lazy { AndroidTexts(application) }
    private var otherKeys = emptyMap<String, Any>()

    /** How many of the visited screens somebody has waited for. */
    private var seen = 0

    /** When the last touch was, in `System.nanoTime`. */
    var touchedAt = 0L
        private set

    fun open() {
        scenario = ActivityScenario.launch(MainActivity::class.java)
        settle()
    }

    /** Whether the phone is turned at each screen and the process dies at each step. */
    var thorough = true

    /** The process dies where that is tried; the person opens the app again. */
    fun dies() {
        if (thorough) openAgain()
    }

    /** The process dies; the person opens the app again. */
    fun openAgain() {
        close()
        open()
    }

    fun close() = scenario.close()

    /** The person takes another phone: at first one without data or keys, then the one before. */
    fun takesOtherPhone() {
        close()
        val mine = application.noBackupFilesDir
        val others = mine.resolveSibling("other-phone")
        val aside = mine.resolveSibling("aside")
        mine.renameTo(aside)
        if (!others.renameTo(mine)) mine.mkdirs()
        aside.renameTo(others)
        otherKeys = FakeAndroidKeyStore.exchange(otherKeys)
        open()
    }

    /** Something is where the app's folder should be; it goes when [meanwhile] returns. */
    fun withoutFolder(meanwhile: () -> Unit) {
        close()
        val folder = application.noBackupFilesDir.resolve("ikd")
        folder.deleteRecursively()
        folder.writeText("")
        open()
        meanwhile()
        folder.delete()
    }

    /** The screen is turned: the activity is made anew, and the same screen is there. */
    fun turn() {
        val before = TestPhone.visited.size
        scenario.recreate()
        waitFor("a screen after the turn") { TestPhone.visited.size > before }
    }

    fun back() {
        settle()
        scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        settle()
    }

    private val holder get() = onActivity { ViewModelProvider(it)[AppHolder::class.java] }

    private val scheduler get() = application.getSystemService(JobScheduler::class.java)

    /** The job that is planned; `null` if none is. */
    val plannedJob: JobInfo? get() = scheduler.allPendingJobs.singleOrNull()

    /** Time passes until the planned job may run, and the system starts it. The app is closed meanwhile. */
    fun systemStartsJob() {
        val job = checkNotNull(plannedJob) { "no job is planned" }
        TestPhone.clock.pass(job.minLatencyMillis)
        scheduler.cancel(job.id)
        val type = Class.forName(job.service.className).asSubclass(JobService::class.java)
        val service = Robolectric.buildService(type).create()
        service.get().onStartJob(Shadow.newInstanceOf(JobParameters::class.java))
        waitWith(::idle, "the end of the job") { shadowOf(service.get()).isJobFinished }
        // What is planned after the end.
        idle()
        service.destroy()
    }

    /** Of the app that is open; an app that has just been opened again opens the core first. */
    val app: AppModel
        get() {
            waitFor("the core") { holder.app != null }
            return holder.app!!
        }

    val stage: Stage get() = app.stage.value

    /** The parts of the platform, for what happens without a screen. */
    val parts get() = (application as IkdApplication).parts

    private fun <T : Any> onActivity(read: (MainActivity) -> T): T {
        lateinit var result: T
        scenario.onActivity { result = read(it) }
        return result
    }

    fun text(key: TextKey, vararg args: Pair<String, Any>) = texts.get(key, *args)

    /** Waits until [screen] is drawn, then turns the phone: it must come back. */
    fun at(screen: ScreenId, turned: Boolean = thorough) {
        waitFor("$screen") { screen in TestPhone.visited.drop(seen) || screen == TestPhone.visited.lastOrNull() }
        Figures.came(screen, touchedAt)
        if (turned) {
            turn()
            waitFor("$screen after the turn") { TestPhone.visited.last() == screen }
        }
        seen = TestPhone.visited.size
        checkWords()
    }

    /** Waits for the stage that the core says, whatever its data. */
    fun stageIs(what: String, condition: (Stage) -> Boolean) = waitFor(what) { condition(stage) }

    fun sees(key: TextKey, vararg args: Pair<String, Any>) = sees(text(key, *args))

    fun sees(words: String) {
        waitFor("“$words”") { exists(has(words)) }
        checkWords()
    }

    /** The words are there without scrolling. */
    fun seesAtOnce(words: String) = waitFor("“$words” without scrolling") {
        val all = compose.onAllNodes(has(words))
        (0 until count(has(words))).any { all[it].isDisplayed() }
    }

    /** Whether the words are on the screen now. */
    fun shows(words: String) = exists(has(words))

    private fun has(words: String) =
        hasText(words, substring = true) or hasContentDescription(words, substring = true)

    /** What no screen may say, looked at wherever a screen or words are waited for. */
    var unwanted: Regex? = null

    private fun checkWords() {
        val regex = unwanted ?: return
        val found = onScreen().filter(regex::containsMatchIn)
        check(found.isEmpty()) { "${TestPhone.visited.last()} says $found" }
    }

    fun touch(key: TextKey, vararg args: Pair<String, Any>) = touch(text(key, *args))

    /** Touches what has these words, after scrolling to it; of several the one that has [which] others before it. */
    fun touch(words: String, which: Int = 0) {
        val node = (hasText(words) or hasContentDescription(words)) and hasClickAction()
        waitFor("a button “$words”") { count(node) > which }
        val found = compose.onAllNodes(node)[which]
        if (exists(node and hasAnyAncestor(hasScrollAction()))) found.performScrollTo()
        settle()
        touchedAt = System.nanoTime()
        found.performClick()
        settle()
    }

    /** The same for the first of several, such as two documents of one kind. */
    fun touchFirst(key: TextKey) = touch(text(key))

    fun isThere(key: TextKey) = exists(hasText(text(key)))

    fun type(label: TextKey, value: String) = type(text(label), value)

    fun type(label: String, value: String, which: Int = 0) {
        val entry = hasText(label) and hasSetTextAction()
        waitFor("the entry “$label”") { count(entry) > which }
        compose.onAllNodes(entry)[which].performScrollTo().performTextReplacement(value)
        settle()
    }

    /** How many entries there are to type into. */
    fun entries() = count(hasSetTextAction())

    /** Types a PIN on the app's own pad, and touches [go]. */
    fun pin(pin: String, go: TextKey) {
        pin.forEach { touch(it.toString()) }
        touch(go)
    }

    /** What a reader's camera reads off the screen now; `null` if there is no QR. */
    fun qrOnScreen(): String? {
        settle()
        val (width, height, pixels) = onActivity { activity ->
            val view = activity.window.decorView
            val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
            view.draw(Canvas(bitmap))
            val pixels = IntArray(view.width * view.height)
            bitmap.getPixels(pixels, 0, view.width, 0, 0, view.width, view.height)
            Triple(view.width, view.height, pixels)
        }
        return decode(width, height, pixels) ?: decode(height, width, turned(width, height, pixels))
    }

    private fun decode(width: Int, height: Int, pixels: IntArray): String? {
        val picture = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(width, height, pixels)))
        return runCatching { QRCodeReader().decode(picture, mapOf(DecodeHintType.TRY_HARDER to true)).text }.getOrNull()
    }

    /** By 90 degrees: the app's reader says why. */
    private fun turned(width: Int, height: Int, pixels: IntArray) =
        IntArray(pixels.size) { at -> pixels[at % height * width + (width - 1 - at / height)] }

    /** Lets time pass for the timers of the app until [condition] holds. */
    fun waitFor(what: String, condition: () -> Boolean) = waitWith(::settle, what, condition)

    private fun waitWith(pass: () -> Unit, what: String, condition: () -> Boolean) {
        val end = System.nanoTime() + LIMIT.toNanos()
        while (!condition()) {
            val late = System.nanoTime() > end
            if (late) error("$what did not come; visited ${TestPhone.visited}; the screen says ${onScreen()}")
            pass()
            Thread.sleep(POLL_MS)
        }
    }

    private fun idle() = shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(STEP_MS))

    private fun settle() {
        idle()
        compose.mainClock.advanceTimeBy(STEP_MS)
        compose.waitForIdle()
    }

    private fun exists(matcher: SemanticsMatcher) = count(matcher) > 0

    private fun count(matcher: SemanticsMatcher) =
        compose.onAllNodes(matcher).fetchSemanticsNodes(atLeastOneRootRequired = false).size

    private fun onScreen(): List<String> = compose.onAllNodes(SemanticsMatcher("any") { true })
        .fetchSemanticsNodes(atLeastOneRootRequired = false).flatMap { node ->
            node.config.getOrElse(SemanticsProperties.Text) { emptyList() }.map { it.text } +
                node.config.getOrElse(SemanticsProperties.ContentDescription) { emptyList() }
        }

    private companion object {
        val LIMIT: Duration = Duration.ofSeconds(40)
        const val STEP_MS = 200L
        const val POLL_MS = 20L
    }
}
