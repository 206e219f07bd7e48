package org.ikdcore.app.ui.applications

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.decodeToImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.ApplicationContents
import org.ikdcore.DefinitionAttachment
import org.ikdcore.HeldPaper
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

data class PapersState(
    /** `null` until it is read. */
    val contents: ApplicationContents?,
    /** Small pictures of the pages that are here. */
    val previews: Map<HeldPaper, ByteArray> = emptyMap(),
    val failure: Failure? = null,
)

class PapersActions(
    val onTake: (DefinitionAttachment) -> Unit,
    val onPick: (DefinitionAttachment) -> Unit,
    val onDelete: (HeldPaper) -> Unit,
    val onNext: () -> Unit,
    val onBack: () -> Unit,
)

/** One card for each paper that the answers ask for. */
@Composable
fun PapersScreen(state: PapersState, actions: PapersActions) {
    Screen(
        ScreenId.ApplicationPapers,
        text(TextKey.APPLICATION_PAPERS_TITLE),
        onBack = actions.onBack,
        titlePlace = TitlePlace.Bar,
        actions = { FilledAction(text(TextKey.APPLICATION_FORM_TO_REVIEW), actions.onNext) },
    ) {
        ApplicationFailure(state.failure)
        val contents = state.contents
        if (contents == null) {
            if (state.failure == null) Working(text(TextKey.COMMON_LOADING))
            return@Screen
        }
        SmallText(text(TextKey.APPLICATION_PAPERS_PRIVATE))
        contents.definition.attachments.filter { it.kind in contents.asked }.forEach { attachment ->
            PaperCard(attachment, state, contents, actions)
        }
    }
}

@Composable
private fun PaperCard(
    attachment: DefinitionAttachment,
    state: PapersState,
    contents: ApplicationContents,
    actions: PapersActions,
) {
    val held = contents.papers.filter { it.kind == attachment.kind }.sortedBy { it.page }
    val open = attachment.kind in contents.openPapers
    IkdCard {
        Subtitle(words(attachment.label))
        SmallText(
            text(
                when {
                    !open -> TextKey.APPLICATION_FORM_SENT
                    attachment.group != null -> TextKey.APPLICATION_PAPERS_ONE_OF
                    attachment.required -> TextKey.APPLICATION_PAPERS_REQUIRED
                    else -> TextKey.APPLICATION_PAPERS_OPTIONAL
                },
            ),
        )
        Marks(contents) { it.attachment == attachment.kind }
        if (open) attachment.hint?.let { Text(words(it), style = IkdTheme.type.body) }
        held.forEach { page -> Page(page, words(attachment.label), state.previews[page], open, actions.onDelete) }
        contents.problems.filter { it.attachment == attachment.kind && held.isNotEmpty() }.forEach { Remark(it) }
        if (open && held.size < attachment.pages.toInt()) {
            val take = if (held.isEmpty()) TextKey.APPLICATION_PAPERS_TAKE else TextKey.APPLICATION_PAPERS_ADD
            val paper = words(attachment.label)
            OutlinedAction(text(take), { actions.onTake(attachment) }, spokenOf(text(take), paper), Icons.Camera)
            val pick = text(TextKey.APPLICATION_PAPERS_GALLERY)
            InlineAction(pick, { actions.onPick(attachment) }, spokenOf(pick, paper), padding = 0.dp)
        }
        if (open && attachment.pages > 1u) {
            SmallText(text(TextKey.APPLICATION_PAPERS_LIMIT, "count" to attachment.pages.toInt()))
        }
    }
}

/** Several papers have the same buttons: a screen reader also says of which. */
@Composable
private fun spokenOf(button: String, paper: String): Modifier {
    val spoken = text(TextKey.APPLICATION_FORM_CHOSEN, "label" to button, "value" to paper)
    return Modifier.semantics { contentDescription = spoken }
}

/** A page that is here: a small picture, and the way to delete it. */
@Composable
private fun Page(page: HeldPaper, paper: String, preview: ByteArray?, open: Boolean, onDelete: (HeldPaper) -> Unit) {
    val name = text(TextKey.APPLICATION_PAPERS_PAGE_OF, "paper" to paper, "number" to page.page.toInt())
    val picture = @Composable { PagePicture(remember(preview) { preview?.decodeToImageBitmap() }, name) }
    val words = @Composable {
        Column {
            Text(
                text(TextKey.APPLICATION_PAPERS_PAGE, "number" to page.page.toInt()),
                style = IkdTheme.type.strong,
            )
            if (open) {
                val delete = text(TextKey.APPLICATION_PAPERS_DELETE, "number" to page.page.toInt())
                InlineAction(delete, { onDelete(page) }, spokenOf(delete, paper), padding = 0.dp)
            }
        }
    }
    if (IkdTheme.large) {
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            picture()
            words()
        }
    } else {
        Row(Modifier, Arrangement.spacedBy(12.dp), Alignment.CenterVertically) {
            picture()
            words()
        }
    }
}

@Composable
private fun PagePicture(picture: ImageBitmap?, name: String) {
    Box(
        Modifier.size(72.dp, 96.dp).clip(Corners.field).background(MaterialTheme.colorScheme.surfaceContainerHigh),
        Alignment.Center,
    ) {
        if (picture != null) Image(picture, name, Modifier.size(72.dp, 96.dp), contentScale = ContentScale.Crop)
    }
}
