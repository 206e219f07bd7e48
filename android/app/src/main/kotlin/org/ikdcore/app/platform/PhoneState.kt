package org.ikdcore.app.platform

import android.app.UiModeManager
import android.content.ContentResolver
import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.os.Build
import android.provider.Settings
import android.view.accessibility.AccessibilityManager
import androidx.annotation.RequiresApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow

/** What the screens want to know about the phone, as long as the process lives. */
class PhoneState(private val context: Context) {
    private val mutableOnline = MutableStateFlow(false)
    private val mutableScreenReader = MutableStateFlow(false)
    private val connections = context.getSystemService(ConnectivityManager::class.java)
    private val settings: ContentResolver = context.contentResolver

    /** Whether there is a network. */
    val online: StateFlow<Boolean> = mutableOnline

    /** Whether data costs on the present network. */
    val metered: Boolean get() = connections.isActiveNetworkMetered

    /** Whether a screen reader is on. */
    val screenReader: StateFlow<Boolean> = mutableScreenReader

    /** Whether the person turned animations off. */
    val reducedMotion: Boolean
        get() = Settings.Global.getFloat(settings, Settings.Global.ANIMATOR_DURATION_SCALE, 1f) == 0f

    /** Whether the person asked for more contrast, which Android offers from 14 on. */
    val highContrast: Boolean
        get() = Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE && contrast() > 0f

    init {
        mutableOnline.value = connections.activeNetwork != null
        connections.registerDefaultNetworkCallback(
            object : ConnectivityManager.NetworkCallback() {
                override fun onAvailable(network: Network) {
                    mutableOnline.value = true
                }

                override fun onLost(network: Network) {
                    mutableOnline.value = false
                }
            },
        )
        val accessibility = context.getSystemService(AccessibilityManager::class.java)
        mutableScreenReader.value = accessibility.isTouchExplorationEnabled
        accessibility.addTouchExplorationStateChangeListener { mutableScreenReader.value = it }
    }

    @RequiresApi(Build.VERSION_CODES.UPSIDE_DOWN_CAKE)
    private fun contrast() = context.getSystemService(UiModeManager::class.java).contrast
}
