package org.ikdcore.app.applications

import android.content.ComponentName
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isDisplayed
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextReplacement
import org.ikdcore.ApplicationContents
import org.ikdcore.ApplicationState
import org.ikdcore.Difference
import org.ikdcore.FormText
import org.ikdcore.LeftReason
import org.ikdcore.Marked
import org.ikdcore.Problem
import org.ikdcore.ReasonCode
import org.ikdcore.app.model.ReviewState
import org.ikdcore.app.pictures.ApplicationData
import org.ikdcore.app.pictures.PictureActivity
import org.ikdcore.app.pictures.PictureShell
import org.ikdcore.app.platform.AndroidTexts
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.applications.ApplicationActions
import org.ikdcore.app.ui.applications.ApplicationFormActions
import org.ikdcore.app.ui.applications.ApplicationFormScreen
import org.ikdcore.app.ui.applications.ApplicationFormState
import org.ikdcore.app.ui.applications.ApplicationScreen
import org.ikdcore.app.ui.applications.ApplicationScreenState
import org.ikdcore.app.ui.applications.PapersActions
import org.ikdcore.app.ui.applications.PapersScreen
import org.ikdcore.app.ui.applications.PapersState
import org.ikdcore.app.ui.applications.ReviewActions
import org.ikdcore.app.ui.applications.ReviewScreen
import org.ikdcore.app.ui.theme.IkdTheme
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** The screens of applications with made-up data, without the library. */
internal abstract class ApplicationScreens {
    @get:Rule
    val compose = createEmptyComposeRule()

    protected val data = ApplicationData
    protected val said = mutableListOf<String>()
    private var controller: ActivityController<PictureActivity>? = null

    @After
    fun close() {
        controller?.close()
    }

    protected fun show(screen: @Composable () -> Unit) {
        val application = RuntimeEnvironment.getApplication()
        val name = ComponentName(application, PictureActivity::class.java)
        shadowOf(application.packageManager).addActivityIfNotPresent(name)
        controller = Robolectric.buildActivity(PictureActivity::class.java).setup().also { at ->
            at.get().setContent {
                val texts = AndroidTexts(at.get())
                CompositionLocalProvider(LocalShell provides PictureShell, LocalTexts provides texts) {
                    IkdTheme { screen() }
                }
            }
        }
        compose.waitForIdle()
    }

    protected fun form(
        contents: ApplicationContents = data.contents(data.everyType),
        faults: Map<String, FormText> = emptyMap(),
        remarks: Map<String, List<Problem>> = emptyMap(),
        found: Int = 0,
    ) = show {
        ApplicationFormScreen(
            ApplicationFormState(
                contents, contents.answers.associate { it.field to it.text }, faults, remarks,
                mapOf("99.71" to "KOTA UMPAMA"), found,
            ),
            ApplicationFormActions(
                { key, text -> said += "type $key $text" },
                { key, text -> said += "choose $key $text" },
                { said += "leave $it" },
                { said += "options ${it.key}" },
                { said += "next" },
                { said += "later" },
                { said += "back" },
            ),
        )
    }

    protected fun state(state: ApplicationState, quiet: Boolean = false, left: LeftReason? = null) = show {
        val application = data.application(state, quiet)
        ApplicationScreen(
            ApplicationScreenState(application, data.contents(application = application), left = left),
            ApplicationActions(
                { said += "fill" }, { said += "correct" }, { said += "move" }, { said += "send" }, { said += "cancel" },
                { said += "end $it" }, { said += "documents" }, { said += "again" }, { said += "others" },
                { said += "back" },
            ),
        )
    }

    protected fun papers(contents: ApplicationContents) = show {
        PapersScreen(
            PapersState(contents),
            PapersActions(
                { said += "take ${it.kind}" }, { said += "pick ${it.kind}" }, { said += "delete ${it.kind}" },
                { said += "next" }, {},
            ),
        )
    }

    protected fun review(review: ReviewState, contents: ApplicationContents = data.contents()) = show {
        ReviewScreen(
            review,
            contents,
            emptyMap(),
            ReviewActions(
                {
                    said += "field $it"
                }, { said += "papers" }, { said += "declare $it" }, { said += "send" }, {}, {}, {},
                { said += "other $it" }, {},
            ),
        )
    }

    protected fun count(words: String) =
        compose.onAllNodes(hasText(words, substring = true)).fetchSemanticsNodes().size

    protected fun sees(words: String) = assertTrue("“$words” is not among ${onScreen()}", count(words) > 0)

    protected fun onScreen() = compose.onAllNodes(SemanticsMatcher("any") { true }).fetchSemanticsNodes()
        .flatMap { node -> node.config.getOrElse(SemanticsProperties.Text) { emptyList() }.map { it.text } }

    protected fun seesNot(words: String) = assertEquals("“$words” is on the screen", 0, count(words))

    protected fun seesAtOnce(words: String) = assertTrue(
        "“$words” is not seen without scrolling",
        compose.onAllNodes(hasText(words, substring = true))[0].isDisplayed(),
    )

    protected fun touch(words: String) {
        val node = compose.onAllNodes((hasText(words) or hasContentDescription(words)) and hasClickAction())[0]
        // What is pinned to the bottom does not scroll.
        runCatching { node.performScrollTo() }
        node.performClick()
        compose.waitForIdle()
    }

    protected fun type(label: String, value: String) {
        compose.onAllNodes(hasText(label) and hasSetTextAction())[0].performScrollTo().performTextReplacement(value)
        compose.waitForIdle()
    }

    protected fun correction(editing: Boolean) = ApplicationState.Correct(
        1_796_000_000u,
        listOf(
            Marked("nomor", null, ReasonCode.MISMATCH_PAPER, "CONTOH CATATAN"),
            Marked(null, "surat", ReasonCode.UNREADABLE, null),
        ),
        listOf(Difference("nama", "WAHYU S.T.")),
        editing,
    )

    protected fun errors(words: String) = SemanticsMatcher.expectValue(SemanticsProperties.Error, words)

    protected fun live(mode: LiveRegionMode) = SemanticsMatcher.expectValue(SemanticsProperties.LiveRegion, mode)
}
