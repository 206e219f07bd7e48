package org.ikdcore.app.platform

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.ikdcore.IkdException
import org.ikdcore.app.IkdApplication
import org.ikdcore.app.model.Uplink

/**
 * Sends the applications that wait, when there is a network, also while the app is closed. The vault stays locked: what
 * waits was sealed when the person typed the PIN.
 */
class SendingJob : JobService() {
    private val scope: CoroutineScope = MainScope()
    private var work: Job? = null

    override fun onStartJob(params: JobParameters): Boolean {
        val parts = (application as IkdApplication).parts
        work = scope.launch {
            try {
                val again = withContext(Dispatchers.IO) { parts.sendQueued() }
                jobFinished(params, false)
                // Afterwards: a new job of this number would stop the one that runs.
                again?.let { schedule(this@SendingJob, it) }
            } catch (_: IkdException) {
                // The phone's storage or clock failed: the system tries again, each time later.
                jobFinished(params, true)
            }
        }
        return true
    }

    /** The network went, or the system needs the phone: what has arrived is not sent again. */
    override fun onStopJob(params: JobParameters): Boolean {
        work?.cancel()
        return true
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    internal companion object {
        const val ID = 1

        /** Plans the job after [afterMs] at the earliest, in place of the one that is planned. */
        fun schedule(context: Context, afterMs: ULong) {
            val job = JobInfo.Builder(ID, ComponentName(context, SendingJob::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setMinimumLatency(afterMs.coerceAtMost(MOST_MS).toLong())
                .setPersisted(true)
                .build()
            context.getSystemService(JobScheduler::class.java).schedule(job)
        }

        /** The longest wait, a day: the core says less. */
        private const val MOST_MS = 86_400_000uL
    }
}

/** The phone's network, and its scheduler. */
internal class AndroidUplink(private val context: Context, private val phone: PhoneState) : Uplink {
    override val metered get() = phone.metered

    override fun sendLater(afterMs: ULong) = SendingJob.schedule(context, afterMs)
}
