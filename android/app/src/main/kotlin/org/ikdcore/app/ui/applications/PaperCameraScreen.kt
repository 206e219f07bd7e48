package org.ikdcore.app.ui.applications

import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.unit.dp
import org.ikdcore.DefinitionAttachment
import org.ikdcore.PaperAdvice
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.CameraPanel
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.PhotoPanel
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

class PaperCameraActions(
    val onTake: () -> Unit,
    val onPick: () -> Unit,
    val onAllow: () -> Unit,
    val onReopen: () -> Unit,
    val onBack: () -> Unit,
)

/** The camera at the back. [picture] draws what it sees. */
@Composable
fun PaperCameraScreen(
    attachment: DefinitionAttachment,
    camera: CameraState,
    busy: Boolean,
    failure: Failure?,
    actions: PaperCameraActions,
    picture: @Composable () -> Unit,
) {
    Screen(
        ScreenId.PaperCamera,
        words(attachment.label),
        onBack = actions.onBack,
        titlePlace = TitlePlace.Bar,
        fill = true,
        actions = {
            when (camera) {
                CameraState.Starting, CameraState.Running -> {
                    val shoot = text(TextKey.APPLICATION_PAPERS_SHOOT)
                    FilledAction(shoot, actions.onTake, icon = Icons.Camera, busy = busy)
                }
                CameraState.NotAllowed -> FilledAction(text(TextKey.COMMON_OPEN_SETTINGS), actions.onAllow)
                CameraState.InUse, CameraState.Missing -> FilledAction(text(TextKey.COMMON_RETRY), actions.onReopen)
            }
            TextAction(text(TextKey.APPLICATION_PAPERS_GALLERY), actions.onPick)
        },
    ) {
        ApplicationFailure(failure)
        if (camera == CameraState.Missing) {
            // The sentence of the panel is about the camera in front.
            Note(NoteKind.Error, text(TextKey.APPLICATION_PAPERS_NO_CAMERA), live = Live.Assertive)
        } else {
            CameraPanel(
                camera,
                text(TextKey.PAIRING_SCAN_CAMERA),
                captionIcon = Icons.Document,
                caption = text(TextKey.APPLICATION_PAPERS_HINT),
                live = Live.Polite,
                modifier = if (LocalFlowing.current) Modifier else Modifier.weight(1f),
            ) { picture() }
        }
    }
}

/** The photograph, large, with the question whether it is the right paper. Advice never stops anybody. */
@Composable
fun PaperReviewScreen(
    attachment: DefinitionAttachment,
    photo: ImageBitmap?,
    advice: List<PaperAdvice>,
    busy: Boolean,
    failure: Failure?,
    onAccept: () -> Unit,
    onAgain: () -> Unit,
) {
    Screen(
        ScreenId.PaperReview,
        words(attachment.question),
        onBack = onAgain,
        suddenly = true,
        fill = true,
        actions = {
            FilledAction(text(TextKey.APPLICATION_PAPERS_ACCEPT), onAccept, busy = busy)
            OutlinedAction(text(TextKey.APPLICATION_PAPERS_AGAIN), onAgain)
        },
    ) {
        ApplicationFailure(failure)
        if (advice.isNotEmpty()) {
            val sentences = advice.map { text(TextKey.of("paper_advice", it)) }
            Note(NoteKind.Warning, text(TextKey.APPLICATION_PAPERS_ADVICE), title = sentences.joinToString("\n"))
        }
        PhotoPanel(photo, words(attachment.label), flowingHeight = 320.dp)
    }
}
