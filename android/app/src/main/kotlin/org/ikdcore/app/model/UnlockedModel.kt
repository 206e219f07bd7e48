package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.ikdcore.Document
import org.ikdcore.Ikd
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

    data object Scams : Place

    data object Release : Place

    data object Erase : Place

    data object About : Place

    data object Licences : Place
}

/** The app from unlock to lock: where the person is, and the models of the places. */
class UnlockedModel(
    private val ikd: Ikd,
    private val scope: CoroutineScope,
    private val io: CoroutineDispatcher,
    page: (Document) -> DocumentPage,
) {
    val documents = DocumentsModel(ikd, scope, io, page)
    val show = ShowModel(ikd, scope, io)
    val activity = ActivityModel(ikd, scope, io)
    val settings = SettingsModel(ikd, scope, io)

    private val mutable = MutableStateFlow<List<Place>>(listOf(Place.Home))

    /** From the first place to the one that is shown. */
    val places: StateFlow<List<Place>> = mutable.asStateFlow()

    init {
        documents.begin()
    }

    /** One of the bottom bar. Each leads back to the home. */
    fun switch(root: Place.Root) {
        leave()
        mutable.value = listOf(Place.Home, root).distinct()
        enter(root)
    }

    fun go(place: Place) {
        mutable.update { it + place }
        enter(place)
    }

    fun back() {
        leave()
        mutable.update { if (it.size > 1) it.dropLast(1) else it }
        enter(mutable.value.last())
    }

    fun openDocument(id: String) {
        documents.open(id)
        go(Place.Document)
    }

    fun openFamily() {
        if (documents.openFamilyCard()) go(Place.Document) else switch(Place.Documents)
    }

    fun lock() {
        end()
        scope.launch { call(io, {}) { ikd.lock().use { it.lock() } } }
    }

    /** Nothing is shown any more: the app was locked, or left. */
    fun end() = show.end()

    private fun enter(place: Place) = when (place) {
        Place.Show -> show.begin()
        Place.Activity -> activity.begin()
        Place.Settings, Place.ChangePin, Place.Release, Place.Erase -> settings.begin()
        Place.Home, Place.Documents, Place.Document, is Place.Member, Place.Languages, Place.Scams, Place.About,
        Place.Licences,
        -> Unit
    }

    private fun leave() = end()
}
