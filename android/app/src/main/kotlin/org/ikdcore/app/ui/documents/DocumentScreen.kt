package org.ikdcore.app.ui.documents

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.ikdcore.app.model.OpenDocument
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.parts.day
import org.ikdcore.app.ui.parts.written
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/** One document, whatever its kind; or why it cannot be opened. */
@Composable
fun DocumentScreen(
    open: OpenDocument,
    onMember: (Int) -> Unit,
    onSync: () -> Unit,
    onBack: () -> Unit,
    bottomBar: @Composable () -> Unit,
) {
    val page = open.page ?: return Unopened(open, onSync, onBack, bottomBar)
    Screen(
        page.kind.screen,
        text(page.kind.title),
        onBack = onBack,
        titlePlace = TitlePlace.Bar,
        bottomBar = bottomBar,
    ) {
        IkdCard { FieldList(page.fields) }
        if (page.members.isNotEmpty()) {
            Subtitle(text(TextKey.DETAIL_MEMBERS, "count" to page.members.size))
            Rows(page.members.mapIndexed { at, it -> row(it) { onMember(at) } })
        }
        SmallText(issued(page))
    }
}

/** A member of a family card: all that the card says. */
@Composable
fun MemberScreen(page: MemberPage, onBack: () -> Unit, bottomBar: @Composable () -> Unit) {
    Screen(
        ScreenId.Member,
        text(TextKey.DETAIL_MEMBERS_TITLE),
        onBack = onBack,
        titlePlace = TitlePlace.Bar,
        bottomBar = bottomBar,
    ) {
        Subtitle(page.member.name)
        IkdCard { FieldList(page.fields) }
    }
}

@Composable
private fun Unopened(open: OpenDocument, onSync: () -> Unit, onBack: () -> Unit, bottomBar: @Composable () -> Unit) {
    Screen(
        ScreenId.DocumentOpening,
        text(TextKey.DOCUMENTS_TITLE),
        onBack = onBack,
        titlePlace = TitlePlace.Bar,
        bottomBar = bottomBar,
    ) {
        if (open.failure == null) {
            Working(text(TextKey.PIN_OPENING))
        } else {
            Note(NoteKind.Warning, failureText(open.failure), live = Live.Assertive)
            OutlinedAction(text(TextKey.DOCUMENTS_UPDATE), onSync)
        }
    }
}

@Composable
private fun row(page: MemberPage, onClick: () -> Unit) = RowItem(
    page.member.name,
    onClick,
    Icons.Person,
    text(
        TextKey.DETAIL_MEMBER,
        "relation" to text(TextKey.of("relation", page.member.relation)),
        "date" to page.member.birthDate.written(),
    ),
)

@Composable
private fun issued(page: DocumentPage): String = with(page.document) {
    text(
        if (example) TextKey.DOCUMENTS_ISSUED_EXAMPLE else TextKey.DOCUMENTS_ISSUED,
        "time" to LocalTexts.current.day(issuedAt),
        "version" to version.toLong(),
    )
}
