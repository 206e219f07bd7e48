package org.ikdcore.app.ui.selfie

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.unit.dp
import org.ikdcore.Guidance
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.CameraPanel
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

data class SelfieState(
    val camera: CameraState,
    /** What to change first; `null` while nothing needs a change. */
    val guidance: Guidance? = null,
    /** Whether a frame has been assessed: before that there is nothing to say. */
    val assessed: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
    /** Whether a photograph can be picked instead, in builds for trying out. */
    val gallery: Boolean = false,
)

class SelfieActions(
    val onTake: () -> Unit,
    val onAllow: () -> Unit,
    val onGallery: () -> Unit,
    /** Tries again to get a camera. */
    val onReopen: () -> Unit,
    val onBack: () -> Unit,
)

/** The live camera with guidance. [picture] draws what the camera sees. */
@Composable
fun SelfieScreen(state: SelfieState, actions: SelfieActions, picture: @Composable () -> Unit) {
    Screen(
        ScreenId.Selfie,
        text(TextKey.STEP_SELFIE),
        step = 2,
        onBack = actions.onBack,
        fill = true,
        actions = {
            when (state.camera) {
                CameraState.Starting, CameraState.Running ->
                    FilledAction(text(TextKey.SELFIE_TAKE), actions.onTake, icon = Icons.Camera, busy = state.busy)
                CameraState.NotAllowed -> FilledAction(text(TextKey.COMMON_OPEN_SETTINGS), actions.onAllow)
                CameraState.Missing -> FilledAction(text(TextKey.COMMON_RETRY), actions.onReopen)
            }
            if (state.gallery) TextAction(text(TextKey.SELFIE_GALLERY), actions.onGallery)
        },
    ) {
        // A photograph that will not do is answered like a frame: by what to change first.
        val taken = (state.failure?.remedy as? Remedy.TakeAgain)?.guidance?.firstOrNull()
        if (taken == null) FailureNote(state.failure, actions.onTake)
        CameraPanel(
            state.camera,
            text(TextKey.SELFIE_CAMERA),
            captionIcon = icon(taken ?: state.guidance),
            caption = when {
                taken != null -> text(TextKey.of("guidance", taken))
                !state.assessed -> text(TextKey.COMMON_LOADING)
                state.guidance != null -> text(TextKey.of("guidance", state.guidance))
                else -> text(TextKey.SELFIE_GOOD)
            },
            live = Live.Assertive,
            modifier = if (LocalFlowing.current) Modifier else Modifier.weight(1f),
            picture = {
                picture()
                FaceOval(good = state.assessed && state.guidance == null)
            },
        )
        if (state.camera == CameraState.Running) SmallText(text(TextKey.SELFIE_TAKE_OFF))
    }
}

/** Where the face belongs: dashed, and solid green when nothing needs a change. */
@Composable
private fun FaceOval(good: Boolean) {
    val colour = if (good) Color(0xFF8ADBAA) else Color.White
    Canvas(Modifier.fillMaxSize()) {
        val height = minOf(size.height * 0.72f, size.width * 0.92f)
        val oval = Size(height * 0.75f, height)
        val top = (size.height * 0.42f - oval.height / 2).coerceAtLeast(8.dp.toPx())
        val place = Offset((size.width - oval.width) / 2, top)
        val dashes = if (good) null else PathEffect.dashPathEffect(floatArrayOf(14.dp.toPx(), 10.dp.toPx()))
        // The dark edge can be seen on a white shirt or a bright wall.
        drawOval(EDGE, place, oval, style = Stroke(9.dp.toPx(), pathEffect = dashes))
        drawOval(colour, place, oval, style = Stroke(5.dp.toPx(), pathEffect = dashes))
    }
}

private val EDGE = Color(0xCC10181B)

private fun icon(guidance: Guidance?): ImageVector = when (guidance) {
    Guidance.TOO_DARK -> Icons.Sun
    Guidance.NO_FACE, Guidance.CENTRE_FACE -> Icons.Person
    Guidance.MULTIPLE_FACES -> Icons.Family
    Guidance.MOVE_CLOSER -> Icons.Closer
    Guidance.BLURRY -> Icons.Camera
    null -> Icons.Success
}

/** The photo as it will be sent. */
@Composable
fun SelfieReviewScreen(
    photo: ImageBitmap?,
    busy: Boolean,
    failure: Failure?,
    onAccept: () -> Unit,
    onRetake: () -> Unit,
) {
    Screen(
        ScreenId.SelfieReview,
        text(TextKey.SELFIE_REVIEW),
        step = 2,
        onBack = onRetake,
        fill = true,
        suddenly = true,
        actions = {
            FilledAction(text(TextKey.SELFIE_ACCEPT), onAccept, busy = busy)
            OutlinedAction(text(TextKey.SELFIE_RETAKE), onRetake)
        },
    ) {
        FailureNote(failure, onAccept)
        Box(
            (if (LocalFlowing.current) Modifier.heightIn(max = 250.dp) else Modifier.weight(1f))
                .fillMaxWidth()
                .clip(Corners.camera)
                .background(MaterialTheme.colorScheme.surfaceContainerHigh),
            Alignment.Center,
        ) {
            if (photo == null) {
                Text(text(TextKey.COMMON_LOADING), style = IkdTheme.type.body)
            } else {
                Image(photo, text(TextKey.STEP_SELFIE), Modifier.fillMaxSize(), contentScale = ContentScale.Fit)
            }
        }
    }
}
