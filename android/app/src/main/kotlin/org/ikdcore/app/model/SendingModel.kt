package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.ikdcore.UploadProgress

/** Sends form and photo. Starts by itself, also when the app was closed meanwhile; the core resumes where it was. */
class SendingModel(private val app: AppModel) : AutoCloseable {
    val operation = Operation(app)

    var progress by mutableStateOf<UploadProgress?>(null)
        private set

    private val watching: Job = app.scope.launch {
        while (true) {
            operation.tolerate { progress = app.registration { uploadProgress() } }
            delay(SECOND_MS)
        }
    }

    init {
        send()
    }

    fun send() = operation.start { app.registration { submit() } }

    fun pause() = operation.stop()

    override fun close() {
        watching.cancel()
        operation.stop()
    }
}
