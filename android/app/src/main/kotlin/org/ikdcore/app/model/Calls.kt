package org.ikdcore.app.model

import org.ikdcore.Account
import org.ikdcore.ActivityLog
import org.ikdcore.Applications
import org.ikdcore.Documents
import org.ikdcore.FaceChecks
import org.ikdcore.Presenter

// The parts of the core that the screens after the registration use, each closed after its call.

suspend fun <T> AppModel.account(block: suspend Account.() -> T): T = call { ikd.account().use { it.block() } }

suspend fun <T> AppModel.documents(block: suspend Documents.() -> T): T = call { ikd.documents().use { it.block() } }

suspend fun <T> AppModel.presenter(block: suspend Presenter.() -> T): T = call { ikd.presenter().use { it.block() } }

suspend fun <T> AppModel.activity(block: suspend ActivityLog.() -> T): T = call { ikd.activity().use { it.block() } }

suspend fun <T> AppModel.applications(block: suspend Applications.() -> T): T =
    call { ikd.applications().use { it.block() } }

suspend fun <T> AppModel.faceChecks(block: suspend FaceChecks.() -> T): T = call { ikd.faceChecks().use { it.block() } }
