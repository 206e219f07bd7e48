package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.ikdcore.ActivityEntry
import org.ikdcore.Audience
import org.ikdcore.Ikd
import org.ikdcore.IkdException

/** The activity log as far as it was read. */
data class ActivityState(
    /** Newest first. `null`: not read yet. */
    val entries: List<ActivityEntry>? = null,
    /** The log has more than [entries]. */
    val more: Boolean = false,
    /** Who the numbers in [entries] stand for. */
    val audiences: List<Audience> = emptyList(),
    /** `null`: not verified yet. */
    val intact: Boolean? = null,
    val failure: IkdException? = null,
)

/** Reads the activity log page by page, and verifies it. */
class ActivityModel(private val ikd: Ikd, private val scope: CoroutineScope, private val io: CoroutineDispatcher) {
    private val mutable = MutableStateFlow(ActivityState())
    val state: StateFlow<ActivityState> = mutable.asStateFlow()

    private var limit = 0u

    fun begin() {
        limit = 0u
        mutable.value = ActivityState()
        more()
        scope.launch {
            val audiences = call(io, ::failed) { ikd.presenter().use { it.audiences() } }.orEmpty()
            val intact = call(io, ::failed) { ikd.activity().use { it.verify() } }
            mutable.update { it.copy(audiences = audiences, intact = intact) }
        }
    }

    fun more() {
        limit += PAGE
        scope.launch {
            val entries = call(io, ::failed) { ikd.activity().use { it.recent(limit) } } ?: return@launch
            mutable.update { it.copy(entries = entries, more = entries.size.toUInt() >= limit) }
        }
    }

    /** The whole log as a file, for [share]. */
    fun export(share: (ByteArray) -> Unit) {
        scope.launch { call(io, ::failed) { ikd.activity().use { it.export() } }?.let { share(it.encodeToByteArray()) } }
    }

    private fun failed(failure: IkdException) = mutable.update { it.copy(failure = failure) }

    private companion object {
        /** Entries that are read at a time. */
        const val PAGE = 50u
    }
}
