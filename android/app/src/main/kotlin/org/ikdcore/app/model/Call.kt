package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext
import org.ikdcore.IkdException

/** Makes a call to the core off the UI's thread; `null` after it has told [failed] why there is no result. */
internal suspend fun <T> call(
    io: CoroutineDispatcher,
    failed: (IkdException) -> Unit,
    work: suspend () -> T,
): T? =
    try {
        withContext(io) { work() }
    } catch (failure: IkdException) {
        failed(failure)
        null
    }
