package org.ikdcore.app.platform

import androidx.activity.ComponentActivity
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import java.nio.ByteBuffer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.ikdcore.app.model.directBuffer

/** A photograph from the gallery, in place of a selfie. For debug builds. Must be made in the activity's `onCreate`. */
internal class Gallery(private val activity: ComponentActivity) {
    private var waiting: CompletableDeferred<ByteBuffer?>? = null
    private val picker =
        activity.registerForActivityResult(PickVisualMedia()) { uri ->
            val bytes = uri?.let { activity.contentResolver.openInputStream(it)?.use { stream -> stream.readBytes() } }
            waiting?.complete(bytes?.let(::directBuffer))
        }

    suspend fun pick(): ByteBuffer? =
        withContext(Dispatchers.Main.immediate) {
            val answer = CompletableDeferred<ByteBuffer?>().also { waiting = it }
            picker.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly))
            answer.await()
        }
}
