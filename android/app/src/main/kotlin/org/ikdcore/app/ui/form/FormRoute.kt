package org.ikdcore.app.ui.form

import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.FormModel
import org.ikdcore.app.ui.LocalShell

/** The form of a registration; with [amend] the correction of a rejected one, which [onLeave] leaves. */
@Composable
fun FormRoute(app: AppModel, amend: Boolean = false, onLeave: () -> Unit = {}) {
    val model = remember(app) { app.keep(FormModel::class) { FormModel(app, amend) } }
    val shell = LocalShell.current
    val input = model.input ?: return
    FormScreen(
        FormState(
            model.shape,
            input,
            model.faults.mapValues { it.value.key },
            model.hints.mapValues { EntryHint(it.value.key, it.value.suggestion) },
            model.failedTouches,
            amend,
            model.operation.busy,
            model.operation.failure,
        ),
        FormActions(
            onChange = model::change,
            onLeave = model::leave,
            onSuggestion = model::takeSuggestion,
            onReceipt = { model.exportConsent { shell.share(CONSENT_FILE, "application/json", it) } },
            onNext = model::submit,
            onBack = { if (amend) onLeave() else model.back() },
        ),
    )
}

private const val CONSENT_FILE = "bukti-persetujuan.json"
