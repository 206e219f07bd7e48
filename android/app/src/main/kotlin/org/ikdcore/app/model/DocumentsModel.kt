package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.ikdcore.Document
import org.ikdcore.DocumentKind
import org.ikdcore.DocumentList
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.SyncOutcome
import org.ikdcore.app.ui.documents.DocumentPage

/** The documents on this phone. */
data class DocumentsState(
    /** `null`: not read yet. */
    val list: DocumentList? = null,
    /** The holder's own KTP. */
    val card: DocumentPage? = null,
    val syncing: Boolean = false,
    /** What the last sync changed; only of one that somebody asked for. */
    val outcome: SyncOutcome? = null,
    /** Why the last sync failed. */
    val failure: IkdException? = null,
)

/** A document that is open, or why it is not. */
data class OpenDocument(
    val id: String,
    val page: DocumentPage? = null,
    val failure: IkdException? = null,
)

/** Reads the documents, and brings them up to date. [page] prepares a document for display. */
class DocumentsModel(
    private val ikd: Ikd,
    private val scope: CoroutineScope,
    private val io: CoroutineDispatcher,
    private val page: (Document) -> DocumentPage,
) {
    private val mutable = MutableStateFlow(DocumentsState())
    val state: StateFlow<DocumentsState> = mutable.asStateFlow()

    private val opened = MutableStateFlow<OpenDocument?>(null)
    val open: StateFlow<OpenDocument?> = opened.asStateFlow()

    private var syncing: Job? = null

    /** Shows what is on the phone at once, then asks the service. */
    fun begin() {
        scope.launch { read() }
        sync(asked = false)
    }

    /** [asked]: somebody touched a button and waits for the result. */
    fun sync(asked: Boolean = true) {
        if (syncing?.isActive == true) return
        mutable.update { it.copy(syncing = true, outcome = null, failure = null) }
        syncing = scope.launch {
            val outcome = call(io, { why -> mutable.update { it.copy(failure = why) } }) {
                ikd.documents().use { it.sync() }
            }
            read()
            mutable.update { it.copy(syncing = false, outcome = outcome?.takeIf { asked }) }
        }
    }

    fun open(id: String) {
        opened.value = OpenDocument(id)
        scope.launch {
            val page = call(io, { opened.value = OpenDocument(id, failure = it) }) {
                page(ikd.documents().use { it.open(id) })
            }
            if (page != null) opened.value = OpenDocument(id, page)
        }
    }

    /** The family card, if there is one. */
    fun openFamilyCard(): Boolean {
        val card = state.value.list?.documents?.firstOrNull { it.kind == DocumentKind.FAMILY_CARD } ?: return false
        open(card.id)
        return true
    }

    fun close() {
        opened.value = null
    }

    private suspend fun read() {
        val why: (IkdException) -> Unit = { failure -> mutable.update { it.copy(failure = failure) } }
        val list = call(io, why) { ikd.documents().use { it.list() } } ?: return
        val card = call(io, why) { ikd.documents().use { it.card() }?.let(page) }
        mutable.update { it.copy(list = list, card = card) }
    }
}
