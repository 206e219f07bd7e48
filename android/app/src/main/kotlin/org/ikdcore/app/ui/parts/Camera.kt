package org.ikdcore.app.ui.parts

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxScope
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.CameraDark
import org.ikdcore.app.ui.theme.CaptionText
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

/**
 * A live camera with one sentence over it, or what to do when there is none.
 *
 * @param label what a screen reader says of the picture itself.
 * @param spoken what it says of the sentence, if that changes faster than it can be heard.
 */
@Composable
fun CameraPanel(
    state: CameraState,
    label: String,
    captionIcon: ImageVector,
    caption: String,
    live: Live,
    modifier: Modifier = Modifier,
    spoken: String = caption,
    picture: @Composable BoxScope.() -> Unit,
) {
    when (state) {
        CameraState.NotAllowed -> Note(
            NoteKind.Info,
            text(TextKey.SELFIE_PERMISSION_BODY),
            title = text(TextKey.SELFIE_PERMISSION_TITLE),
            icon = Icons.Camera,
            live = Live.Polite,
        )
        CameraState.InUse -> Note(NoteKind.Error, text(TextKey.SELFIE_CAMERA_IN_USE), live = Live.Assertive)
        CameraState.Missing -> Note(NoteKind.Error, text(TextKey.SELFIE_NO_CAMERA), live = Live.Assertive)
        CameraState.Starting, CameraState.Running -> if (LocalFlowing.current) {
            Column(modifier, Arrangement.spacedBy(12.dp)) {
                CameraBox(label, Modifier.height(FLOWING_HEIGHT), picture)
                val outlined = Modifier.border(2.dp, MaterialTheme.colorScheme.outline, CAPTION)
                Caption(captionIcon, caption, spoken, live, outlined)
            }
        } else {
            Box(modifier.fillMaxWidth().heightIn(min = 240.dp)) {
                CameraBox(label, Modifier.fillMaxSize(), picture)
                Caption(captionIcon, caption, spoken, live, Modifier.align(Alignment.BottomCenter).padding(12.dp))
            }
        }
    }
}

/**
 * A photograph that was taken, to be looked at before it is used; `null` until it is here. It takes the room that is left,
 * or [flowingHeight] at most where the page flows.
 */
@Composable
fun ColumnScope.PhotoPanel(photo: ImageBitmap?, label: String, flowingHeight: Dp) {
    Box(
        (if (LocalFlowing.current) Modifier.heightIn(max = flowingHeight) else Modifier.weight(1f))
            .fillMaxWidth()
            .clip(Corners.camera)
            .background(MaterialTheme.colorScheme.surfaceContainerHigh),
        Alignment.Center,
    ) {
        if (photo == null) {
            Text(text(TextKey.COMMON_LOADING), style = IkdTheme.type.body)
        } else {
            Image(photo, label, Modifier.fillMaxSize(), contentScale = ContentScale.Fit)
        }
    }
}

@Composable
private fun CameraBox(label: String, modifier: Modifier, picture: @Composable BoxScope.() -> Unit) {
    Box(
        modifier.fillMaxWidth().clip(Corners.camera).background(CameraDark).semantics { contentDescription = label },
        content = picture,
    )
}

@Composable
private fun Caption(icon: ImageVector, sentence: String, spoken: String, live: Live, modifier: Modifier) {
    Row(
        modifier.fillMaxWidth().background(Color.White, CAPTION).padding(horizontal = 14.dp, vertical = 12.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        Icon(icon, null, Modifier.size(IkdTheme.icon), tint = CaptionText)
        Text(
            sentence,
            Modifier.live(live).semantics {
                contentDescription = spoken
            },
            color = CaptionText, style = IkdTheme.type.title
        )
    }
}

private val CAPTION = RoundedCornerShape(14.dp)

/** So low that the face and the button are on the screen together. */
private val FLOWING_HEIGHT = 180.dp
