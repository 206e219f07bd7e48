package org.ikdcore.app.platform

import android.app.Application
import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ComponentName
import androidx.test.core.app.ApplicationProvider
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** When the system starts the job that sends. What it sends is in the journey. */
@RunWith(RobolectricTestRunner::class)
class SendingJobTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val planned get() = app.getSystemService(JobScheduler::class.java).allPendingJobs

    @Suppress("DEPRECATION") // What replaces networkType describes a network, and Robolectric keeps none.
    @Test
    fun `the job waits for a network and for nothing else, also after a start of the phone`() {
        SendingJob.schedule(app, 60_000u)
        val job = planned.single()
        assertEquals(ComponentName(app, SendingJob::class.java), job.service)
        assertEquals(JobInfo.NETWORK_TYPE_ANY, job.networkType)
        assertEquals(60_000, job.minLatencyMillis)
        assertTrue(job.isPersisted)
        assertTrue(!job.isRequireCharging && !job.isRequireDeviceIdle)
    }

    @Test
    fun `a later plan takes the place of the first`() {
        SendingJob.schedule(app, 60_000u)
        SendingJob.schedule(app, 0u)
        assertEquals(0, planned.single().minLatencyMillis)
    }

    @Test
    fun `no wait is longer than a day`() {
        SendingJob.schedule(app, ULong.MAX_VALUE)
        assertEquals(86_400_000, planned.single().minLatencyMillis)
    }
}
