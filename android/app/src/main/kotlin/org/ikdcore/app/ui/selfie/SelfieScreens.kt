package org.ikdcore.app.ui.selfie

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.ClipOp
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.clipPath
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.unit.dp
import org.ikdcore.Guidance
import org.ikdcore.LiveVerdict
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.CameraPanel
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.PhotoPanel
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

data class SelfieState(
    val camera: CameraState,
    /** What the camera sees; `null` before the first frame. */
    val seen: LiveVerdict? = null,
    /** What a screen reader says of it, which changes more slowly. */
    val said: LiveVerdict? = seen,
    val busy: Boolean = false,
    val failure: Failure? = null,
    /** Whether a photograph can be picked instead, in builds for trying out. */
    val gallery: Boolean = false,
    /** Whether the camera at the back could be used instead of one that is missing. */
    val otherLens: Boolean = false,
)

class SelfieActions(
    val onTake: () -> Unit,
    val onAllow: () -> Unit,
    val onGallery: () -> Unit,
    /** Tries again to get a camera. */
    val onReopen: () -> Unit,
    /** Uses the camera at the back, which somebody else holds. */
    val onOtherLens: () -> Unit,
    val onBack: () -> Unit,
)

/** The live camera with guidance. [picture] draws what the camera sees. */
@Composable
fun SelfieScreen(state: SelfieState, actions: SelfieActions, step: Int? = 2, picture: @Composable () -> Unit) {
    val mayTake = state.seen?.mayTake == true
    Screen(
        ScreenId.Selfie,
        text(TextKey.STEP_SELFIE),
        step = step,
        onBack = actions.onBack,
        fill = true,
        actions = { CameraActions(state, mayTake, actions) },
    ) {
        FailureNote(state.failure, actions.onTake)
        CameraPanel(
            state.camera,
            text(TextKey.SELFIE_CAMERA),
            captionIcon = icon(state.seen?.guidance),
            caption = sentence(state.seen),
            spoken = sentence(state.said),
            live = Live.Assertive,
            modifier = if (LocalFlowing.current) Modifier else Modifier.weight(1f),
            picture = {
                picture()
                FaceOval(state.seen)
            },
        )
        if (state.camera == CameraState.Running) {
            // Advice that cannot be followed: the officer decides.
            val advised = mayTake && state.seen?.guidance != null
            SmallText(text(if (advised) TextKey.SELFIE_ADVICE else TextKey.SELFIE_AUTO))
        }
    }
}

@Composable
private fun CameraActions(state: SelfieState, mayTake: Boolean, actions: SelfieActions) {
    when (state.camera) {
        CameraState.Starting, CameraState.Running -> if (mayTake || state.busy) {
            FilledAction(text(TextKey.SELFIE_TAKE), actions.onTake, icon = Icons.Camera, busy = state.busy)
        }
        CameraState.NotAllowed -> FilledAction(text(TextKey.COMMON_OPEN_SETTINGS), actions.onAllow)
        CameraState.InUse, CameraState.Missing -> FilledAction(text(TextKey.COMMON_RETRY), actions.onReopen)
    }
    if (state.camera == CameraState.Missing && state.otherLens) {
        OutlinedAction(text(TextKey.SELFIE_OTHER_LENS), actions.onOtherLens)
    }
    if (state.gallery) TextAction(text(TextKey.SELFIE_GALLERY), actions.onGallery)
}

/** What the person should do. */
@Composable
private fun sentence(seen: LiveVerdict?): String {
    val guidance = seen?.guidance
    val direction = seen?.direction
    return text(
        when {
            seen == null -> TextKey.COMMON_LOADING
            guidance == null -> TextKey.SELFIE_HOLD
            direction != null && guidance == Guidance.CENTRE_FACE -> TextKey.of("move_phone", direction)
            direction != null && guidance == Guidance.LOOK_STRAIGHT -> TextKey.of("turn_head", direction)
            else -> TextKey.of("guidance", guidance)
        },
    )
}

/**
 * Where the face belongs: dashed, solid when nothing needs a change, and filling with green until the photo takes itself.
 * In the dark everything around it is white, as a light for the face.
 */
@Composable
private fun FaceOval(seen: LiveVerdict?) {
    val good = seen != null && seen.guidance == null
    Canvas(Modifier.fillMaxSize()) {
        val height = minOf(size.height * 0.72f, size.width * 0.92f)
        val oval = Size(height * 0.75f, height)
        val top = (size.height * 0.42f - oval.height / 2).coerceAtLeast(8.dp.toPx())
        val place = Offset((size.width - oval.width) / 2, top)
        if (seen?.needsLight == true) {
            val face = Path().apply { addOval(Rect(place, oval)) }
            clipPath(face, ClipOp.Difference) { drawRect(Color.White) }
        }
        val dashes = if (good) null else PathEffect.dashPathEffect(floatArrayOf(14.dp.toPx(), 10.dp.toPx()))
        // The dark edge can be seen on a white shirt or a bright wall.
        drawOval(EDGE, place, oval, style = Stroke(9.dp.toPx(), pathEffect = dashes))
        drawOval(Color.White, place, oval, style = Stroke(5.dp.toPx(), pathEffect = dashes))
        val filled = 360f * (seen?.progress ?: 0f)
        if (good) drawArc(GOOD, -90f, filled, false, place, oval, style = Stroke(5.dp.toPx()))
    }
}

private val EDGE = Color(0xCC10181B)
private val GOOD = Color(0xFF8ADBAA)

private fun icon(guidance: Guidance?): ImageVector = when (guidance) {
    Guidance.TOO_DARK_SCENE, Guidance.FACE_TOO_DARK, Guidance.TOO_BRIGHT, Guidance.BACKLIT, Guidance.UNEVEN_LIGHT ->
        Icons.Sun
    Guidance.MULTIPLE_FACES -> Icons.Family
    Guidance.MOVE_CLOSER, Guidance.MOVE_BACK -> Icons.Closer
    Guidance.HOLD_PHONE_UPRIGHT, Guidance.HOLD_STILL, Guidance.BLURRY -> Icons.Camera
    Guidance.REMOVE_GLASSES, Guidance.OPEN_EYES, Guidance.LOOK_STRAIGHT -> Icons.Eye
    Guidance.NO_FACE, Guidance.FACE_OUT_OF_FRAME, Guidance.CENTRE_FACE, Guidance.REMOVE_MASK, Guidance.LEVEL_HEAD,
    Guidance.CLOSE_MOUTH, Guidance.UNCOVER_FOREHEAD,
    -> Icons.Person
    null -> Icons.Success
}

/** The photo as it will be sent. */
@Composable
fun SelfieReviewScreen(
    photo: ImageBitmap?,
    /** Whether it does not follow some advice, which the officer will see. */
    advised: Boolean,
    busy: Boolean,
    failure: Failure?,
    onAccept: () -> Unit,
    onRetake: () -> Unit,
    step: Int? = 2,
) {
    Screen(
        ScreenId.SelfieReview,
        text(TextKey.SELFIE_REVIEW),
        step = step,
        onBack = onRetake,
        fill = true,
        suddenly = true,
        actions = {
            FilledAction(text(TextKey.SELFIE_ACCEPT), onAccept, busy = busy)
            OutlinedAction(text(TextKey.SELFIE_RETAKE), onRetake)
        },
    ) {
        FailureNote(failure, onAccept)
        if (advised) Note(NoteKind.Info, text(TextKey.SELFIE_ADVICE_SENT))
        PhotoPanel(photo, text(TextKey.STEP_SELFIE), flowingHeight = 250.dp)
    }
}
