package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.Document
import org.ikdcore.DocumentKind
import org.ikdcore.DocumentList
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
    /** Why the documents could not be read or brought up to date. */
    val failure: Failure? = null,
)

/** A document that is opened. */
data class OpenDocument(val page: DocumentPage? = null, val failure: Failure? = null)

/** Reads the documents, and brings them up to date. [page] prepares a document for display. */
class DocumentsModel(private val app: AppModel, private val page: (Document) -> DocumentPage) {
    private val reading = Operation(app)
    private val syncing = Operation(app)
    private val opening = Operation(app)
    private var list by mutableStateOf<DocumentList?>(null)
    private var card by mutableStateOf<DocumentPage?>(null)
    private var outcome by mutableStateOf<SyncOutcome?>(null)
    private var opened by mutableStateOf<DocumentPage?>(null)
    private var openedId: String? = null

    val state: DocumentsState
        get() = DocumentsState(list, card, syncing.busy, outcome, syncing.failure ?: reading.failure)

    val open: OpenDocument get() = OpenDocument(opened, opening.failure)

    /** Shows what is on the phone at once, then asks the service. */
    init {
        reading.start { read() }
        sync(asked = false)
    }

    /** [asked]: somebody touched a button and waits for the result. */
    fun sync(asked: Boolean = true) {
        outcome = null
        syncing.start {
            try {
                val changed = app.documents { sync() }
                if (asked) outcome = changed
            } finally {
                read()
            }
        }
    }

    fun open(id: String) {
        openedId = id
        opened = null
        opening.start { opened = app.documents { page(open(id)) } }
    }

    /** Opens the family card; false if there is none. */
    fun openFamilyCard(): Boolean {
        val card = list?.documents?.firstOrNull { it.kind == DocumentKind.FAMILY_CARD } ?: return false
        open(card.id)
        return true
    }

    /** Reads the list and the card, and what is open if it has a new version. */
    private suspend fun read() {
        val before = openedVersion
        list = app.documents { list() }
        card = app.documents { card()?.let(page) }
        val id = openedId ?: return
        if (openedVersion != null && openedVersion != before) opened = app.documents { page(open(id)) }
    }

    private val openedVersion get() = list?.documents?.firstOrNull { it.id == openedId }?.version
}
