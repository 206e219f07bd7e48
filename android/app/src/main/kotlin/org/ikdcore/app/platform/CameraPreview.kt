package org.ikdcore.app.platform

import android.graphics.SurfaceTexture
import android.view.TextureView
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.viewinterop.AndroidView
import org.ikdcore.app.model.CameraState

/** The live picture, cropped to fill. Android itself mirrors that of the front camera. */
@Composable
internal fun CameraPreview(source: Camera2FrameSource, modifier: Modifier) {
    val context = LocalContext.current
    val view = remember(source) { TextureView(context).apply { surfaceTextureListener = Filling(this, source) } }
    AndroidView(factory = { view }, modifier = modifier)
    LaunchedEffect(source) {
        // Which size the pictures have is known only then.
        source.state.collect { if (it == CameraState.Running) fill(view, source) }
    }
    DisposableEffect(source) { onDispose { source.show(null) } }
}

private class Filling(
    private val view: TextureView,
    private val source: Camera2FrameSource,
) : TextureView.SurfaceTextureListener {
    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        source.show(texture)
        fill(view, source)
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = fill(view, source)

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        source.show(null)
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit
}

private fun fill(view: TextureView, source: Camera2FrameSource) {
    val buffer = source.previewSize ?: return
    if (view.width == 0 || view.height == 0) return
    @Suppress("DEPRECATION") // What replaces it is of Android 11.
    val display = (view.display?.rotation ?: 0) * 90
    view.setTransform(fillingTransform(view.width, view.height, buffer, source.sensorOrientation, display))
}
