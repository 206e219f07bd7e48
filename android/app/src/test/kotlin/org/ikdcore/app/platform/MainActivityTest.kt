package org.ikdcore.app.platform

import android.content.Intent
import android.net.Uri
import android.view.View
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import org.ikdcore.app.MainActivity
import org.ikdcore.app.R
import org.junit.After
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

/** The app's own window, whatever it shows. */
@RunWith(RobolectricTestRunner::class)
class MainActivityTest {
    private val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
    private val activity = controller.get()

    private fun cover(): View? = activity.window.decorView.findViewById(R.id.cover)

    @After
    fun close() {
        controller.close()
    }

    @Test
    fun `the app's window cannot be photographed`() {
        assertNotEquals(0, activity.window.attributes.flags and FLAG_SECURE)
    }

    @Test
    fun `the app's window stays so when the screen is turned`() {
        controller.recreate()
        assertNotEquals(0, controller.get().window.attributes.flags and FLAG_SECURE)
    }

    @Test
    fun `the app is covered while it is not in use`() {
        assertNull(cover())
        controller.pause()
        assertNotNull(cover())
        controller.resume()
        assertNull(cover())
    }

    @Test
    fun `a link that is not ours changes nothing`() {
        controller.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("https://other.example/aktivasi")))
        controller.newIntent(Intent(Intent.ACTION_MAIN))
        assertFalse(activity.isFinishing)
    }
}
