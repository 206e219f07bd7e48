package org.ikdcore.app.pictures

import androidx.compose.runtime.Composable
import java.time.LocalDate
import org.ikdcore.ConflictOption
import org.ikdcore.ErrorCode
import org.ikdcore.Notice
import org.ikdcore.PinRule
import org.ikdcore.RejectionOption
import org.ikdcore.RejectionReason
import org.ikdcore.ShowWarning
import org.ikdcore.SyncOutcome
import org.ikdcore.Traffic
import org.ikdcore.UnusableReason
import org.ikdcore.ViewKind
import org.ikdcore.app.model.ActivityState
import org.ikdcore.app.model.ChangePinState
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.model.DocumentsState
import org.ikdcore.app.model.OpenDocument
import org.ikdcore.app.model.PartingState
import org.ikdcore.app.model.PinStep
import org.ikdcore.app.model.Place
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.model.ShowState
import org.ikdcore.app.model.Shown
import org.ikdcore.app.ui.About
import org.ikdcore.app.ui.activity.ActivityScreen
import org.ikdcore.app.ui.deadends.BlockedScreen
import org.ikdcore.app.ui.deadends.CannotStartScreen
import org.ikdcore.app.ui.deadends.ConfirmErase
import org.ikdcore.app.ui.deadends.ConflictScreen
import org.ikdcore.app.ui.deadends.ExpiredScreen
import org.ikdcore.app.ui.deadends.RejectedScreen
import org.ikdcore.app.ui.deadends.ReleasedScreen
import org.ikdcore.app.ui.deadends.UnusableScreen
import org.ikdcore.app.ui.deadends.UpdateScreen
import org.ikdcore.app.ui.documents.DocumentPage
import org.ikdcore.app.ui.documents.DocumentScreen
import org.ikdcore.app.ui.documents.DocumentsScreen
import org.ikdcore.app.ui.documents.MemberScreen
import org.ikdcore.app.ui.home.BottomBar
import org.ikdcore.app.ui.home.HomeScreen
import org.ikdcore.app.ui.lock.LockScreen
import org.ikdcore.app.ui.lock.LockState
import org.ikdcore.app.ui.settings.AboutScreen
import org.ikdcore.app.ui.settings.ChangePinActions
import org.ikdcore.app.ui.settings.ChangePinScreen
import org.ikdcore.app.ui.settings.LanguageScreen
import org.ikdcore.app.ui.settings.LicencesScreen
import org.ikdcore.app.ui.settings.NeverAskedScreen
import org.ikdcore.app.ui.settings.Parting
import org.ikdcore.app.ui.settings.PartingScreen
import org.ikdcore.app.ui.settings.SettingsScreen
import org.ikdcore.app.ui.settings.TrafficScreen
import org.ikdcore.app.ui.settings.licenceSections
import org.ikdcore.app.ui.show.ChooseScreen
import org.ikdcore.app.ui.show.QrScreen
import org.ikdcore.app.ui.show.ShowActions

private val example = ExampleData
private val documents = DocumentsState(example.list, example.ktp)
private val nothing =
    DocumentsState(example.list.copy(documents = emptyList(), confirmedAt = null), failure = example.offline)
private val home: @Composable () -> Unit = { BottomBar(Place.Home, {}, {}) }
private val list: @Composable () -> Unit = { BottomBar(Place.Documents, {}, {}) }
private val qr: @Composable () -> Unit = { BottomBar(Place.Show, {}, {}) }
private val choosing = ShowState(listOf(example.verifier, example.counter), example.verifier, ViewKind.BASIC)
private val showActions = ShowActions({}, {}, {}, {}, {}, {}, {})
private val pinActions = ChangePinActions({}, {}, { _, _, _ -> }, {})
private val licences =
    "# Third-party licences\n\nThis app contains work of others.\n\n# Apache-2.0\n\nText\n\n# MIT\n\nText\n"

@Composable
private fun Lock(state: LockState) = LockScreen(state, {}, {})

@Composable
private fun Home(state: DocumentsState, notices: List<Notice> = emptyList()) =
    HomeScreen(state, notices, {}, {}, {}, {}, {}, home)

@Composable
private fun Listed(state: DocumentsState) = DocumentsScreen(state, {}, {}, list)

@Composable
private fun Opened(page: DocumentPage) = DocumentScreen(OpenDocument(page), {}, {}, {}, list)

@Composable
private fun Qr(vararg warnings: ShowWarning) =
    QrScreen(Shown(example.verifier, ViewKind.BASIC, example.frame(*warnings), 9, 15, ExampleData.NOW)) {}

@Composable
private fun Rejected(reason: RejectionReason, note: String?, vararg options: RejectionOption) =
    RejectedScreen(reason, note, options.toList(), DeadEndState(), {}) {}

@Composable
private fun Log(state: ActivityState) = ActivityScreen(state, LocalDate.of(2026, 11, 26), {}, {}, {})

/** Every screen from the lock on, and every dead end, in the states that look different. */
val everydayFixtures: List<Pair<String, @Composable () -> Unit>> = listOf(
    "lock" to { Lock(LockState(null)) },
    "lock-wrong" to { Lock(LockState(8, failure = example.wrongPin(8))) },
    "lock-last" to { Lock(LockState(1, failure = example.wrongPin(1))) },
    "lock-wait" to { Lock(LockState(6, 272_000u, failure = example.wrongPin(6))) },
    "lock-forgotten" to { LockScreen(LockState(null), {}, {}, asked = true) },
    "home" to { Home(documents) },
    "home-notices" to { Home(documents, notices) },
    "home-offline" to { Home(documents.copy(failure = example.offline)) },
    "home-opening" to { Home(DocumentsState(syncing = true)) },
    "home-empty" to { Home(nothing) },
    "documents" to { Listed(documents) },
    "documents-offline" to { Listed(documents.copy(failure = example.offline)) },
    "documents-updated" to { Listed(documents.copy(outcome = SyncOutcome(1u, 0u, 0u))) },
    "documents-empty" to { Listed(nothing) },
    "ktp" to { Opened(example.ktp) },
    "family-card" to { Opened(example.familyCard) },
    "member" to { MemberScreen(example.familyCard.members[1], {}, list) },
    "birth-certificate" to { Opened(example.birthCertificate) },
    "kia" to { Opened(example.kia) },
    "biodata" to { Opened(example.biodata) },
    "npwp" to { Opened(example.npwp) },
    "document-opening" to {
        val unreadable = example.failure(ErrorCode.RECORD_UNREADABLE, Remedy.Connect)
        DocumentScreen(OpenDocument(failure = unreadable), {}, {}, {}, list)
    },
    "show-choose" to { ChooseScreen(choosing, showActions, qr) },
    "show-choose-basic" to {
        val none = example.failure(ErrorCode.NO_VIEW, Remedy.Connect)
        ChooseScreen(choosing.copy(audience = example.counter, failure = none), showActions, qr)
    },
    "show-pin" to { ChooseScreen(choosing.copy(pinNeeded = true, biometric = true), showActions, qr) },
    "show-qr" to { Qr() },
    "show-qr-warning" to { Qr(ShowWarning.CLOCK_DEVIATES) },
    "activity" to {
        Log(ActivityState(example.activity, more = true, audiences = listOf(example.verifier), intact = true))
    },
    "activity-altered" to
        { Log(ActivityState(example.activity.take(2), audiences = listOf(example.verifier), intact = false)) },
    "settings" to { SettingsScreen(Traffic(122_000u, 41_000u), null, {}, {}, {}) },
    "change-pin" to { ChangePinScreen(ChangePinState(), pinActions) },
    "change-pin-easy" to {
        val easy = example.failure(ErrorCode.PIN_TOO_EASY, Remedy.ChoosePin(PinRule.SERIES))
        ChangePinScreen(ChangePinState(PinStep.New, failure = easy), pinActions)
    },
    "change-pin-done" to { ChangePinScreen(ChangePinState(PinStep.Changed), pinActions) },
    "language" to { LanguageScreen({}, {}) },
    "traffic" to { TrafficScreen(Traffic(122_000u, 41_000u), {}) },
    "never-asked" to { NeverAskedScreen {} },
    "about" to { AboutScreen(About("IKD Contoh", "0.1.0"), true, {}, {}) },
    "licences" to { LicencesScreen(licenceSections(licences)) {} },
    "release" to { PartingScreen(Parting.Release, PartingState(), {}, {}, {}) },
    "release-pin" to { PartingScreen(Parting.Release, PartingState(pinNeeded = true), {}, {}, {}) },
    "erase" to { PartingScreen(Parting.Erase, PartingState(), {}, {}, {}) },
    "erase-pin" to { PartingScreen(Parting.Erase, PartingState(pinNeeded = true), {}, {}, {}) },
    "rejected" to {
        val note = "Tempat lahir di KTP tertulis CONTOH."
        Rejected(RejectionReason.DATA_MISMATCH, note, RejectionOption.FORM, RejectionOption.RESTART)
    },
    "rejected-photo" to { Rejected(RejectionReason.FACE_MISMATCH, null, RejectionOption.PHOTO) },
    "rejected-no-record" to { Rejected(RejectionReason.NO_RECORD, null) },
    "conflict" to { ConflictScreen(ConflictOption.entries, DeadEndState(), {}, {}) },
    "expired" to { ExpiredScreen(DeadEndState(), {}) },
    "blocked" to { BlockedScreen(DeadEndState(), {}, {}) },
    "blocked-still" to { BlockedScreen(DeadEndState(unchanged = true), {}, {}) },
    "released" to { ReleasedScreen(DeadEndState(), {}) },
    "unusable-damaged" to { UnusableScreen(UnusableReason.DAMAGED, DeadEndState()) {} },
    "unusable-temporary" to { UnusableScreen(UnusableReason.TEMPORARY, DeadEndState()) {} },
    "update" to { UpdateScreen(example.failure(ErrorCode.APP_TOO_OLD, Remedy.UpdateApp)) {} },
    "cannot-start" to { CannotStartScreen(example.failure(ErrorCode.STORAGE_FULL, Remedy.TryAgain)) {} },
)
