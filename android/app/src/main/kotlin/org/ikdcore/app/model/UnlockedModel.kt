package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
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
}

/** The app from unlock to lock: where the person is, and the models of the places. */
class UnlockedModel(private val app: AppModel, page: (Document) -> DocumentPage) : AutoCloseable {
    val documents = DocumentsModel(app, page)
    val show = ShowModel(app)
    val activity = ActivityModel(app)
    val settings = SettingsModel(app)
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

    fun lock() {
        show.end()
        locking.start { app.lock { lock() } }
    }

    override fun close() = show.close()

    private fun move(to: List<Place>) {
        show.end()
        places = to
        when (to.last()) {
            Place.Show -> show.begin()
            Place.Activity -> activity.begin()
            Place.Settings, Place.ChangePin, Place.Release, Place.Erase -> settings.begin()
            Place.Home, Place.Documents, Place.Document, is Place.Member, Place.Languages, Place.Traffic, Place.Scams,
            Place.About, Place.Licences,
            -> Unit
        }
    }
}
