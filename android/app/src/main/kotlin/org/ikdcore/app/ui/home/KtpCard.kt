package org.ikdcore.app.ui.home

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.decodeToImageBitmap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.rotate
import androidx.compose.ui.graphics.drawscope.translate
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.ikdcore.app.ui.documents.DocumentPage
import org.ikdcore.app.ui.documents.FieldValue
import org.ikdcore.app.ui.documents.NumberLine
import org.ikdcore.app.ui.documents.rememberShown
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

/** The holder's KTP as a card: photo, name, NIK. The NIK is shown on request, for 30 seconds. */
@Composable
fun KtpCard(ktp: DocumentPage, name: String, onAll: () -> Unit) {
    val scheme = MaterialTheme.colorScheme
    val petal = if (scheme.onPrimary == Color.White) scheme.primary else scheme.onPrimaryContainer
    val low = IkdTheme.large
    Column(
        Modifier.fillMaxWidth().clip(Corners.ktp).background(scheme.primaryContainer)
            .border(1.dp, scheme.primary, Corners.ktp),
    ) {
        CardHead(ktp.document.example)
        Box(Modifier.fillMaxWidth().drawBehind { kawung(petal.copy(alpha = 0.13f), low) }.padding(16.dp)) {
            if (IkdTheme.large) {
                Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                    Photo(ktp.document.photo, ktp.document.example)
                    Holder(ktp, name)
                }
            } else {
                Row(horizontalArrangement = Arrangement.spacedBy(16.dp)) {
                    Photo(ktp.document.photo, ktp.document.example)
                    Holder(ktp, name)
                }
            }
        }
        Spacer(Modifier.fillMaxWidth().height(1.dp).background(scheme.primary))
        Row(
            Modifier.fillMaxWidth().heightIn(min = 52.dp).clickable(role = Role.Button, onClick = onAll)
                .padding(horizontal = 16.dp, vertical = 8.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Text(
                text(TextKey.HOME_KTP_ALL),
                Modifier.weight(1f),
                color = scheme.onPrimaryContainer,
                style = IkdTheme.type.strong,
            )
            Icon(Icons.Chevron, null, Modifier.size(24.dp), tint = scheme.onPrimaryContainer)
        }
    }
}

@Composable
private fun CardHead(example: Boolean) {
    val scheme = MaterialTheme.colorScheme
    val title = text(TextKey.HOME_TITLE)
    val spoken = if (example) text(TextKey.HOME_SPOKEN_TITLE) else title
    val bold = IkdTheme.type.small.copy(fontWeight = FontWeight.Bold)
    FlowRow(
        Modifier.fillMaxWidth().background(scheme.primary).padding(horizontal = 16.dp, vertical = 8.dp)
            .clearAndSetSemantics {
                contentDescription = spoken
                heading()
            },
        horizontalArrangement = Arrangement.SpaceBetween,
    ) {
        Text(title, Modifier.padding(end = 16.dp), color = scheme.onPrimary, style = bold)
        if (example) {
            Text(text(TextKey.COMMON_EXAMPLE_MARK), color = scheme.onPrimary, style = bold.copy(letterSpacing = 0.8.sp))
        }
    }
}

@Composable
private fun Photo(jpeg: ByteArray?, example: Boolean) {
    val scheme = MaterialTheme.colorScheme
    val label = text(TextKey.HOME_PHOTO)
    // Stays as large as the photo, whatever the size of other text.
    val stamp = with(LocalDensity.current) {
        IkdTheme.type.small.copy(fontWeight = FontWeight.Bold, fontSize = 14.dp.toSp(), letterSpacing = 0.8.dp.toSp())
    }
    val picture = remember(jpeg) { jpeg?.let { runCatching { it.decodeToImageBitmap() }.getOrNull() } }
    Box(
        Modifier.width(96.dp).clip(Corners.photo).background(scheme.surfaceContainerHigh)
            .border(1.dp, scheme.primary, Corners.photo)
            .clearAndSetSemantics { contentDescription = label },
    ) {
        val frame = Modifier.size(96.dp, 124.dp)
        if (picture == null) {
            Box(frame, contentAlignment = Alignment.Center) {
                Icon(Icons.Person, null, Modifier.size(48.dp), tint = scheme.onSurfaceVariant)
            }
        } else {
            Image(picture, null, frame, contentScale = ContentScale.Crop)
        }
        if (example) {
            Text(
                text(TextKey.COMMON_EXAMPLE_MARK),
                Modifier.align(Alignment.BottomCenter).fillMaxWidth().background(Color.White).padding(vertical = 2.dp),
                color = ExampleStamp,
                style = stamp,
                textAlign = TextAlign.Center,
                maxLines = 1,
                softWrap = false,
            )
        }
    }
}

@Composable
private fun Holder(ktp: DocumentPage, name: String) {
    var shown by rememberShown()
    val colour = MaterialTheme.colorScheme.onPrimaryContainer
    Column(Modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Text(name, color = colour, style = IkdTheme.type.title.copy(fontWeight = FontWeight.Bold))
        ktp.fields.firstNotNullOfOrNull { field ->
            (field.value as? FieldValue.Number)?.let { field.label to it.number }
        }
            ?.let { (label, number) ->
                NumberLine(text(label), number, shown, colour)
                InlineAction(
                    text(if (shown) TextKey.HOME_NIK_HIDE else TextKey.HOME_NIK_SHOW),
                    onClick = { shown = !shown },
                    icon = Icons.Eye,
                    padding = 0.dp,
                )
            }
    }
}

/** Two petals of the batik pattern *kawung* at the right edge, the only ornament of the app; [low] where text fills the height. */
private fun DrawScope.kawung(colour: Color, low: Boolean) {
    val (long, wide) = 56.dp.toPx() to 34.dp.toPx()
    val petal = Path().apply {
        moveTo(0f, -long / 2)
        cubicTo(wide * 0.75f, -long / 4, wide * 0.75f, long / 4, 0f, long / 2)
        cubicTo(-wide * 0.75f, long / 4, -wide * 0.75f, -long / 4, 0f, -long / 2)
    }
    val centre = Offset(size.width - 12.dp.toPx(), if (low) size.height - long else size.height / 2)
    for (angle in listOf(-45f, -135f)) {
        rotate(angle, centre) { translate(centre.x, centre.y - long * 0.6f) { drawPath(petal, colour) } }
    }
}

/** Dark red on the white band of a photo, in both themes. */
private val ExampleStamp = Color(0xFF9C1C1C)
