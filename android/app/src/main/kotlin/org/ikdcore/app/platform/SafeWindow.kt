package org.ikdcore.app.platform

import android.app.Activity
import android.os.Build
import android.view.Gravity
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import android.widget.FrameLayout
import android.widget.ImageView
import androidx.annotation.RequiresApi
import org.ikdcore.app.R

/** Keeps what the window shows from other apps, from pictures of the screen and from the list of recent apps. */
class SafeWindow(private val activity: Activity, private val sdk: Int = Build.VERSION.SDK_INT) {
    private var refusals = 0

    private val cover: View by lazy {
        FrameLayout(activity).apply {
            id = R.id.cover
            setBackgroundColor(activity.getColor(R.color.brand))
            importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
            val mark = ImageView(activity).apply { setImageResource(R.drawable.ic_launcher_foreground) }
            addView(mark, FrameLayout.LayoutParams(MARK_PIXELS, MARK_PIXELS, Gravity.CENTER))
        }
    }

    /** Call before anything is drawn. */
    fun secure() {
        activity.window.setFlags(FLAG_SECURE, FLAG_SECURE)
        if (sdk >= Build.VERSION_CODES.TIRAMISU) forbidRecentsPicture()
    }

    /** Covers the screen while the app is not the one in use. */
    fun coverWhen(inactive: Boolean) {
        val parent = activity.window.decorView as FrameLayout
        if (inactive && cover.parent == null) {
            parent.addView(cover, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        } else if (!inactive) {
            parent.removeView(cover)
        }
    }

    /** While a PIN or a consent is shown. Two screens may overlap for a moment, so it counts. */
    fun refuseOverlays(refuse: Boolean) {
        refusals += if (refuse) 1 else -1
        activity.window.decorView.filterTouchesWhenObscured = refusals > 0
        if (sdk >= Build.VERSION_CODES.S) hideOverlays(refusals > 0)
    }

    /** Whether another app's window lies over the place that was touched. */
    fun refuses(event: MotionEvent) = refusals > 0 && event.flags and MotionEvent.FLAG_WINDOW_IS_OBSCURED != 0

    @RequiresApi(Build.VERSION_CODES.S)
    private fun hideOverlays(hide: Boolean) = activity.window.setHideOverlayWindows(hide)

    @RequiresApi(Build.VERSION_CODES.TIRAMISU)
    private fun forbidRecentsPicture() = activity.setRecentsScreenshotEnabled(false)

    private companion object {
        const val MARK_PIXELS = 432
    }
}
