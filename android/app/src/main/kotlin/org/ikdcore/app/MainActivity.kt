package org.ikdcore.app

import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.view.MotionEvent
import android.widget.Toast
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import org.ikdcore.app.model.failure
import org.ikdcore.app.platform.AndroidShell
import org.ikdcore.app.platform.AndroidTexts
import org.ikdcore.app.platform.AppHolder
import org.ikdcore.app.platform.SafeWindow
import org.ikdcore.app.ui.LocalScreenVisits
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.StageScreen
import org.ikdcore.app.ui.deadends.CannotStartScreen
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** The app's one window. */
class MainActivity : ComponentActivity() {
    private val parts get() = (application as IkdApplication).parts
    private val safe by lazy { SafeWindow(this) }
    private lateinit var holder: AppHolder

    override fun attachBaseContext(base: Context) {
        val parts = (base.applicationContext as IkdApplication).parts
        super.attachBaseContext(parts.languages.applied(base))
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        safe.secure()
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        val factory = viewModelFactory { initializer { AppHolder(parts) } }
        holder = ViewModelProvider(this, factory)[AppHolder::class.java]
        val shell = AndroidShell(this, parts, safe)
        val texts = AndroidTexts(this)
        setContent {
            CompositionLocalProvider(
                LocalShell provides shell,
                LocalTexts provides texts,
                LocalScreenVisits provides parts.visits,
            ) { Content() }
        }
        if (savedInstanceState == null) openLink(intent)
    }

    @Composable
    private fun Content() {
        IkdTheme(highContrast = parts.phone.highContrast, brand = parts.config.brand) {
            val app = holder.app
            val failed = holder.failure
            if (app != null) StageScreen(app)
            if (failed != null) CannotStartScreen(failure(failed), onRetry = holder::open)
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        openLink(intent)
    }

    private fun openLink(intent: Intent) {
        if (intent.action == Intent.ACTION_VIEW) intent.dataString?.let(holder::opened)
    }

    override fun onStart() {
        super.onStart()
        holder.app?.cameToForeground()
    }

    override fun onStop() {
        super.onStop()
        if (!isChangingConfigurations) holder.app?.wentToBackground()
    }

    override fun onResume() {
        super.onResume()
        safe.coverWhen(inactive = false)
    }

    override fun onPause() {
        super.onPause()
        safe.coverWhen(inactive = true)
    }

    override fun onUserInteraction() {
        super.onUserInteraction()
        holder.app?.touched()
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        if (safe.refuses(event)) {
            if (event.action == MotionEvent.ACTION_DOWN) {
                Toast.makeText(this, AndroidTexts(this).get(TextKey.COMMON_OVERLAY_REFUSED), Toast.LENGTH_LONG).show()
            }
            return true
        }
        return super.dispatchTouchEvent(event)
    }
}
