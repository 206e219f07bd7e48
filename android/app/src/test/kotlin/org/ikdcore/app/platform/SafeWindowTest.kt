package org.ikdcore.app.platform

import android.app.Activity
import android.view.InputDevice
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager.LayoutParams
import org.ikdcore.app.R
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.android.controller.ActivityController
import org.robolectric.util.ReflectionHelpers

/** An empty activity with a safe window, so that no core is opened. */
class EmptyActivity : Activity() {
    val safe by lazy { SafeWindow(this) }
    var inRecents: Boolean? = null
        private set

    override fun setRecentsScreenshotEnabled(enabled: Boolean) {
        inRecents = enabled
        super.setRecentsScreenshotEnabled(enabled)
    }
}

/** `SYSTEM_FLAG_HIDE_NON_SYSTEM_OVERLAY_WINDOWS`, which is not of the public interface. */
private const val HIDE_OVERLAYS = 1 shl 19

@RunWith(RobolectricTestRunner::class)
class SafeWindowTest {
    private val controller: ActivityController<EmptyActivity> =
        Robolectric.buildActivity(EmptyActivity::class.java).setup()
    private val activity = controller.get()
    private val window = activity.window
    private val decor = window.decorView as ViewGroup

    private fun cover(): View? = decor.findViewById(R.id.cover)

    private fun hidesOverlays() =
        ReflectionHelpers.getField<Int>(window.attributes, "privateFlags") and HIDE_OVERLAYS != 0

    private fun touch(flags: Int): MotionEvent =
        MotionEvent.obtain(
            0, 0, MotionEvent.ACTION_DOWN, 1,
            arrayOf(MotionEvent.PointerProperties()), arrayOf(MotionEvent.PointerCoords()),
            0, 0, 1f, 1f, 0, 0, InputDevice.SOURCE_TOUCHSCREEN, flags,
        )

    @Test
    fun `a secured window cannot be photographed`() {
        activity.safe.secure()
        assertNotEquals(0, window.attributes.flags and LayoutParams.FLAG_SECURE)
    }

    @Test
    fun `the list of recent apps has no picture of it from Android 13 on`() {
        SafeWindow(activity, sdk = 32).secure()
        assertNull(activity.inRecents)
        SafeWindow(activity, sdk = 33).secure()
        assertEquals(false, activity.inRecents)
    }

    @Test
    fun `the cover lies over everything while the app is not in use, and is silent`() {
        activity.safe.coverWhen(inactive = true)
        activity.safe.coverWhen(inactive = true)
        assertEquals(cover(), decor.getChildAt(decor.childCount - 1))
        assertEquals(View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS, cover()?.importantForAccessibility)
        activity.safe.coverWhen(inactive = false)
        assertNull(cover())
    }

    @Test
    fun `overlays are refused while any screen asks for it`() {
        assertFalse(decor.filterTouchesWhenObscured)
        activity.safe.refuseOverlays(true)
        activity.safe.refuseOverlays(true)
        activity.safe.refuseOverlays(false)
        assertTrue(decor.filterTouchesWhenObscured)
        assertTrue(hidesOverlays())
        activity.safe.refuseOverlays(false)
        assertFalse(decor.filterTouchesWhenObscured)
        assertFalse(hidesOverlays())
    }

    @Test
    fun `before Android 12 touches through another window are refused all the same`() {
        val safe = SafeWindow(activity, sdk = 26)
        safe.refuseOverlays(true)
        assertTrue(decor.filterTouchesWhenObscured)
        assertFalse(hidesOverlays())
    }

    @Test
    fun `a touch through another app's window is told from others`() {
        val through = touch(MotionEvent.FLAG_WINDOW_IS_OBSCURED)
        assertFalse(activity.safe.refuses(through))
        activity.safe.refuseOverlays(true)
        assertTrue(activity.safe.refuses(through))
        assertFalse(activity.safe.refuses(touch(0)))
    }
}
