package org.ikdcore.app.platform

import android.net.Uri
import androidx.activity.ComponentActivity
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import java.io.IOException
import java.nio.ByteBuffer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.ikdcore.app.model.directBuffer

/**
 * A photograph that the person picks in the system's picker, which needs no permission. It is read and converted in memory:
 * no file is written. Must be made in the activity's `onCreate`.
 */
internal class Gallery(private val activity: ComponentActivity) {
    private var waiting: CompletableDeferred<Uri?>? = null
    private val picker = activity.registerForActivityResult(PickVisualMedia()) { waiting?.complete(it) }

    /** The photograph as JPEG. `null` if none was picked, or it cannot be read. */
    suspend fun pick(): ByteBuffer? {
        val answer = CompletableDeferred<Uri?>().also { waiting = it }
        withContext(Dispatchers.Main.immediate) {
            picker.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly))
        }
        val uri = answer.await() ?: return null
        return withContext(Dispatchers.IO) { read(uri)?.let { directBuffer(asJpeg(it)) } }
    }

    private fun read(uri: Uri): ByteArray? = try {
        activity.contentResolver.openInputStream(uri)?.use { it.readBytes() }
    } catch (_: IOException) {
        // A photograph of a cloud that cannot be loaded now.
        null
    }
}
