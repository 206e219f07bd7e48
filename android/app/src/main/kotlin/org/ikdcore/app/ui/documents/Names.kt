package org.ikdcore.app.ui.documents

import androidx.compose.ui.graphics.vector.ImageVector
import org.ikdcore.DocumentKind
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.texts.TextKey

// What a kind of document is called and looks like. Exhaustive: a new kind does not compile until it has all of it.

val DocumentKind.title: TextKey
    get() = when (this) {
        DocumentKind.KTP -> TextKey.DOCUMENT_KTP
        DocumentKind.FAMILY_CARD -> TextKey.DOCUMENT_FAMILY_CARD
        DocumentKind.BIRTH_CERTIFICATE -> TextKey.DOCUMENT_BIRTH_CERTIFICATE
        DocumentKind.KIA -> TextKey.DOCUMENT_KIA
        DocumentKind.BIODATA -> TextKey.DOCUMENT_BIODATA
        DocumentKind.NPWP -> TextKey.DOCUMENT_NPWP
    }

val DocumentKind.icon: ImageVector
    get() = when (this) {
        DocumentKind.KTP -> Icons.Card
        DocumentKind.FAMILY_CARD -> Icons.Family
        DocumentKind.KIA -> Icons.Person
        DocumentKind.BIRTH_CERTIFICATE, DocumentKind.BIODATA, DocumentKind.NPWP -> Icons.Document
    }

val DocumentKind.screen: ScreenId
    get() = when (this) {
        DocumentKind.KTP -> ScreenId.Ktp
        DocumentKind.FAMILY_CARD -> ScreenId.FamilyCard
        DocumentKind.BIRTH_CERTIFICATE -> ScreenId.BirthCertificate
        DocumentKind.KIA -> ScreenId.Kia
        DocumentKind.BIODATA -> ScreenId.Biodata
        DocumentKind.NPWP -> ScreenId.Npwp
    }
