package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.ActivityEntry
import org.ikdcore.Audience

/** The activity log as far as it was read. */
data class ActivityState(
    /** Newest first. `null`: not read yet. */
    val entries: List<ActivityEntry>? = null,
    /** The log has more than [entries]. */
    val more: Boolean = false,
    /** Whom the numbers in [entries] stand for. */
    val audiences: List<Audience> = emptyList(),
    /** `null`: not verified yet. */
    val intact: Boolean? = null,
    val failure: Failure? = null,
)

/** Reads the activity log page by page, and verifies it. */
class ActivityModel(private val app: AppModel) {
    private val reading = Operation(app)
    private val exporting = Operation(app)
    private var entries by mutableStateOf<List<ActivityEntry>?>(null)
    private var audiences by mutableStateOf<List<Audience>>(emptyList())
    private var intact by mutableStateOf<Boolean?>(null)
    private var limit by mutableStateOf(PAGE)

    val state: ActivityState
        get() = ActivityState(
            entries, (entries?.size ?: 0) >= limit.toInt(), audiences, intact, reading.failure ?: exporting.failure,
        )

    fun begin() = reading.start {
        limit = PAGE
        audiences = app.presenter { audiences() }
        entries = app.activity { recent(limit) }
        intact = app.activity { verify() }
    }

    fun more() = reading.start {
        limit += PAGE
        entries = app.activity { recent(limit) }
    }

    /** The whole log as a file, for [share]. */
    fun export(share: (ByteArray) -> Unit) = exporting.start { share(app.activity { export() }.encodeToByteArray()) }

    private companion object {
        /** Entries that are read at a time. */
        const val PAGE = 50u
    }
}
