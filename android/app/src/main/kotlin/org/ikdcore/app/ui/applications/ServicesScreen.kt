package org.ikdcore.app.ui.applications

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.unit.dp
import org.ikdcore.Application
import org.ikdcore.ServiceInfo
import org.ikdcore.app.model.ApplicationsState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** The applications on this phone, and the services that one can apply for. */
@Composable
fun ServicesScreen(
    state: ApplicationsState,
    onApplication: (String) -> Unit,
    onService: (ServiceInfo) -> Unit,
    onRetry: () -> Unit,
    onBack: () -> Unit,
    bottomBar: @Composable () -> Unit,
) {
    Screen(
        ScreenId.Services,
        text(TextKey.SERVICES_TITLE),
        onBack = onBack,
        titlePlace = TitlePlace.Bar,
        bottomBar = bottomBar,
    ) {
        FailureNote(state.failure, onRetry)
        if (state.applications.isNotEmpty()) {
            Subtitle(text(TextKey.SERVICES_MINE))
            Rows(state.applications.map { row(it) { onApplication(it.id) } })
            Subtitle(text(TextKey.SERVICES_ALL))
        }
        when (val services = state.services) {
            null -> if (state.failure == null) Working(text(TextKey.COMMON_LOADING))
            else -> Rows(services.map { row(it) { onService(it) } })
        }
    }
}

@Composable
private fun row(application: Application, onClick: () -> Unit) = RowItem(
    titleOf(application),
    onClick,
    if (application.unseen) Icons.Mail else Icons.Document,
    text(TextKey.of("application", application.kind)),
)

@Composable
private fun row(service: ServiceInfo, onClick: () -> Unit) = RowItem(
    words(service.title),
    onClick,
    detail = if (service.needsUpdate) text(TextKey.SERVICES_UPDATE) else service.intro?.let { words(it) },
)

/** One service: what it does, what to have at hand, how long it takes. */
@Composable
fun ServiceScreen(
    service: ServiceInfo,
    /** A draft of this service that is not sent yet. */
    draft: Application?,
    /** One that is under way, perhaps about another person. */
    running: Application?,
    busy: Boolean,
    failure: Failure?,
    onStart: () -> Unit,
    onApplication: (String) -> Unit,
    onDraft: (String) -> Unit,
    onBack: () -> Unit,
) {
    Screen(
        ScreenId.Service,
        words(service.title),
        onBack = onBack,
        actions = if (service.needsUpdate) {
            null
        } else {
            {
                if (draft == null) {
                    FilledAction(text(TextKey.SERVICE_START), onStart, busy = busy)
                } else {
                    FilledAction(text(TextKey.SERVICE_GO_ON), { onDraft(draft.id) })
                }
            }
        },
    ) {
        ApplicationFailure(failure)
        if (service.needsUpdate) Note(NoteKind.Warning, text(TextKey.SERVICES_UPDATE))
        if (running != null) {
            Note(NoteKind.Info, text(TextKey.SERVICE_RUNNING)) {
                InlineAction(text(TextKey.SERVICE_LOOK), { onApplication(running.id) }, padding = 0.dp)
            }
        }
        service.intro?.let { Text(words(it), style = IkdTheme.type.body) }
        service.needs?.let {
            Subtitle(text(TextKey.SERVICE_NEEDS))
            Text(words(it), style = IkdTheme.type.body)
        }
        service.promise?.let {
            Subtitle(text(TextKey.SERVICE_PROMISE))
            Text(words(it.text), style = IkdTheme.type.body)
        }
        if (!service.needsUpdate) SmallText(text(TextKey.SERVICE_SAVED))
    }
}
