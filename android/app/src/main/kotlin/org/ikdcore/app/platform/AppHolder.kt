package org.ikdcore.app.platform

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.app.model.AppModel

/** Holds the app open while the screen is turned. A new process opens it again: the core knows where the person was. */
class AppHolder(private val parts: PlatformParts, private val io: CoroutineDispatcher = Dispatchers.IO) : ViewModel() {
    /** `null` while the core opens, or after it has failed to. */
    var app by mutableStateOf<AppModel?>(null)
        private set

    /** Why the core did not open. */
    var failure by mutableStateOf<IkdException?>(null)
        private set

    private var link: String? = null

    init {
        open()
    }

    /** Opens the core, again after a failure. */
    fun open() {
        failure = null
        viewModelScope.launch {
            try {
                // Also when the screen has gone meanwhile: what is open must be closed.
                val core = withContext(NonCancellable) { withContext(io) { parts.core.acquire() } }
                if (isActive) start(core) else parts.core.release()
            } catch (e: IkdException) {
                failure = e
            }
        }
    }

    private fun start(core: Ikd) {
        val model = AppModel(core, viewModelScope, io, parts.uplink, parts.core::release)
        app = model.also { link?.let(it::opened) }
    }

    /** The activation mail's link, which may come before the core is open. */
    fun opened(url: String) {
        link = url
        app?.opened(url)
    }

    override fun onCleared() {
        app?.close()
    }
}
