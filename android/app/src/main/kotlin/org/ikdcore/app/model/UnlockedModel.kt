package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.ApplicationState
import org.ikdcore.Document
import org.ikdcore.app.ui.documents.DocumentPage

/** Where the person is while the app is unlocked. */
sealed interface Place {
    /** The places of the bottom bar. */
    sealed interface Root : Place

    data object Home : Root

    data object Documents : Root

    data object Show : Root

    /** The document that [DocumentsModel.open] holds. */
    data object Document : Place

    /** A member of the family card that is open. */
    data class Member(val index: Int) : Place

    data object Activity : Place

    data object Settings : Place

    data object ChangePin : Place

    data object Languages : Place

    data object Traffic : Place

    data object Scams : Place

    data object Release : Place

    data object Erase : Place

    data object About : Place

    data object Licences : Place

    /** Services and applications. */
    sealed interface Applying : Place

    data object Services : Applying

    /** The service that [ApplicationsModel.service] holds. */
    data object Service : Applying

    data object ApplicationForm : Applying

    /** The options of a field that has many. */
    data class ApplicationOptions(val field: String) : Applying

    data object ApplicationPapers : Applying

    data object PaperCamera : Applying

    data object ApplicationReview : Applying

    /** The application that [OpenApplicationModel] holds. */
    data object Application : Applying

    data class ApplicationLeaving(val end: ApplicationEnd) : Applying
}

/** The app from unlock to lock: where the person is, and the models of the places. */
class UnlockedModel(private val app: AppModel, page: (Document) -> DocumentPage) : AutoCloseable {
    val documents = DocumentsModel(app, page)
    val show = ShowModel(app)
    val activity = ActivityModel(app)
    val settings = SettingsModel(app)
    val applications = ApplicationsModel(app) { documents.sync(asked = false) }
    val opened = OpenApplicationModel(app, applications)
    val answers = AnswersModel(app, opened)
    val papers = PapersModel(app, opened)
    val review = ReviewModel(app, opened, ::queued)
    private val locking = Operation(app)

    /** From the first place to the one that is shown. */
    var places by mutableStateOf<List<Place>>(listOf(Place.Home))
        private set

    /** One of the bottom bar. Each leads back to the home. */
    fun switch(root: Place.Root) = move(listOf(Place.Home, root).distinct())

    fun go(place: Place) = move(places + place)

    fun back() = move(places.dropLast(1).ifEmpty { places })

    fun openDocument(id: String) {
        documents.open(id)
        go(Place.Document)
    }

    fun openFamily() = if (documents.openFamilyCard()) go(Place.Document) else switch(Place.Documents)

    /** Opens an application at its state. */
    fun openApplication(id: String) {
        opened.open(id)
        go(Place.Application)
    }

    /** Begins an application for the service that is open. */
    fun startApplication() = applications.start { id ->
        opened.open(id)
        fillIn()
    }

    /** Opens the form of the application that is open; [at] is the field to show first. */
    fun fillIn(at: String? = null) {
        answers.begin(fresh = Place.ApplicationForm !in places, at)
        returnTo(Place.ApplicationForm)
    }

    fun openPapers() = returnTo(Place.ApplicationPapers)

    /** Opens the form of the application that is open; in a correction at the first part that the officer marked. */
    fun mend() {
        val state = opened.application?.state as? ApplicationState.Correct ?: return fillIn()
        val field = state.items.firstNotNullOfOrNull { it.field }
        val papersOnly = field == null && state.items.isNotEmpty() && state.differences.isEmpty()
        if (papersOnly) openPapers() else fillIn(field)
    }

    /** To the service of an application that has ended, for a new one. */
    fun applyAgain(service: String) {
        val found = applications.state.services?.firstOrNull { it.id == service } ?: return toServices()
        applications.choose(found)
        move(listOf(Place.Home, Place.Services, Place.Service))
    }

    /** The form, or what comes after it. */
    fun afterForm() {
        val contents = opened.contents ?: return
        go(if (contents.asked.isEmpty()) Place.ApplicationReview else Place.ApplicationPapers)
    }

    /** Leaves an application that is no longer there. */
    fun toServices() = move(listOf(Place.Home, Place.Services))

    private fun queued() {
        app.uplink.sendLater(0u)
        applications.exchangeNow()
        opened.open(opened.opened)
        move(listOf(Place.Home, Place.Services, Place.Application))
    }

    /** A place before this one, or a new one. */
    private fun returnTo(place: Place) = move(places.takeWhile { it != place } + place)

    fun lock() {
        show.end()
        locking.start { app.lock { lock() } }
    }

    override fun close() {
        show.close()
        applications.close()
        answers.close()
        papers.close()
        review.close()
    }

    private fun move(to: List<Place>) {
        show.end()
        review.end()
        places = to
        when (to.last()) {
            Place.Show -> show.begin()
            Place.Activity -> activity.begin()
            Place.Settings, Place.ChangePin, Place.Release, Place.Erase -> settings.begin()
            Place.Services -> applications.open()
            Place.ApplicationPapers -> papers.begin()
            Place.ApplicationReview -> review.begin()
            Place.Home, Place.Documents, Place.Document, is Place.Member, Place.Languages, Place.Traffic, Place.Scams,
            Place.About, Place.Licences, Place.Service, Place.ApplicationForm, is Place.ApplicationOptions,
            Place.PaperCamera, Place.Application, is Place.ApplicationLeaving,
            -> Unit
        }
    }
}
