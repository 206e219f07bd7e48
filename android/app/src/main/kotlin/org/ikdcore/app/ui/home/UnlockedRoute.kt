package org.ikdcore.app.ui.home

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import java.time.LocalDate
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Place
import org.ikdcore.app.model.UnlockedModel
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.Shell
import org.ikdcore.app.ui.activity.ActivityScreen
import org.ikdcore.app.ui.applications.ApplicationPlace
import org.ikdcore.app.ui.documents.DocumentScreen
import org.ikdcore.app.ui.documents.DocumentsScreen
import org.ikdcore.app.ui.documents.Fields
import org.ikdcore.app.ui.documents.MemberScreen
import org.ikdcore.app.ui.settings.AboutScreen
import org.ikdcore.app.ui.settings.ChangePinActions
import org.ikdcore.app.ui.settings.ChangePinScreen
import org.ikdcore.app.ui.settings.LanguageScreen
import org.ikdcore.app.ui.settings.LicenceSection
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
import org.ikdcore.numberText

/** The unlocked app: one screen for each place. */
@Composable
fun UnlockedRoute(app: AppModel) {
    val fields = remember { Fields(::numberText) }
    val model = remember(app) { app.keep(UnlockedModel::class) { UnlockedModel(app, fields::of) } }
    val shell = LocalShell.current
    val place = model.places.last()
    val root = model.places.last { it is Place.Root } as Place.Root
    shell.OnBack(enabled = place != Place.Home, onBack = model::back)
    At(app, model, place, shell) { BottomBar(root, model::switch, model::lock) }
}

@Composable
private fun DocumentPlace(model: UnlockedModel, bar: @Composable () -> Unit) = DocumentScreen(
    model.documents.open, { model.go(Place.Member(it)) }, {
        model.switch(Place.Documents)
        model.documents.sync()
    }, model::back, bar,
)

/** Exhaustive: a new place does not compile until it has a screen. */
@Composable
private fun At(app: AppModel, model: UnlockedModel, place: Place, shell: Shell, bar: @Composable () -> Unit) {
    val (documents, settings) = model.documents to model.settings
    when (place) {
        Place.Home -> HomeScreen(
            documents.state,
            model.applications.state.notices,
            onCard = model::openDocument,
            onFamily = model::openFamily,
            onSync = documents::sync,
            onNotice = model::openApplication,
            onGo = { if (it is Place.Root) model.switch(it) else model.go(it) },
            bottomBar = bar,
        )
        Place.Documents -> DocumentsScreen(documents.state, model::openDocument, documents::sync, bar)
        Place.Document -> DocumentPlace(model, bar)
        is Place.Member -> {
            val member = documents.open.page?.members?.getOrNull(place.index)
            // A new version of the card may have fewer members.
            if (member == null) DocumentPlace(model, bar) else MemberScreen(member, model::back, bar)
        }
        Place.Show -> ShowPlace(model, bar)
        Place.Activity -> ActivityScreen(
            model.activity.state,
            LocalDate.now(),
            model.activity::more,
            { model.activity.export { shell.share("histori-aktivitas.json", "application/json", it) } },
            model::back,
        )
        Place.Settings -> SettingsScreen(
            settings.traffic,
            settings.receiptFailure,
            model::go,
            { settings.receipt { shell.share("bukti-persetujuan.json", "application/json", it) } },
            model::back,
        )
        Place.ChangePin -> ChangePinScreen(
            settings.changePin,
            ChangePinActions(settings::currentTyped, settings::newTyped, settings::change, model::back),
        )
        Place.Languages -> LanguageScreen(shell::choose, model::back)
        Place.Traffic -> TrafficScreen(settings.traffic, model::back)
        Place.Scams -> NeverAskedScreen(model::back)
        Place.Release -> PartingScreen(Parting.Release, settings.leaving, settings::ask, settings::release, model::back)
        Place.Erase -> PartingScreen(Parting.Erase, settings.leaving, settings::ask, settings::erase, model::back)
        Place.About -> AboutScreen(shell.about, settings.keysInHardware, { model.go(Place.Licences) }, model::back)
        Place.Licences -> LicencesPlace(app, shell, model::back)
        is Place.Applying -> ApplicationPlace(model, place, bar)
    }
}

@Composable
private fun ShowPlace(model: UnlockedModel, bar: @Composable () -> Unit) {
    val show = model.show
    val shown = show.shown
    if (shown != null) return QrScreen(shown, onEnd = show::end)
    val actions = ShowActions(
        onAudience = show::choose,
        onView = show::choose,
        onStart = show::start,
        onPin = show::prove,
        onBiometric = show::proveByBiometric,
        onClosePin = show::end,
        onSync = {
            model.switch(Place.Documents)
            model.documents.sync()
        },
    )
    ChooseScreen(show.state, actions, bar)
}

@Composable
private fun LicencesPlace(app: AppModel, shell: Shell, onBack: () -> Unit) {
    var sections by remember { mutableStateOf(emptyList<LicenceSection>()) }
    LaunchedEffect(Unit) { sections = app.call { licenceSections(shell.licences()) } }
    LicencesScreen(sections, onBack)
}
