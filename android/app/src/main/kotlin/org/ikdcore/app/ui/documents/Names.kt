package org.ikdcore.app.ui.documents

import org.ikdcore.Blood
import org.ikdcore.Citizenship
import org.ikdcore.DocumentKind
import org.ikdcore.MaritalStatus
import org.ikdcore.Relation
import org.ikdcore.Religion
import org.ikdcore.Sex
import org.ikdcore.app.ui.parts.Icon
import org.ikdcore.app.ui.texts.TextKey

// The texts of coded values. Exhaustive: a new value of the boundary does not compile until it has a text.

val DocumentKind.title: TextKey
    get() = when (this) {
        DocumentKind.KTP -> TextKey.DOCUMENT_KTP
        DocumentKind.FAMILY_CARD -> TextKey.DOCUMENT_FAMILY_CARD
        DocumentKind.BIRTH_CERTIFICATE -> TextKey.DOCUMENT_BIRTH_CERTIFICATE
        DocumentKind.KIA -> TextKey.DOCUMENT_KIA
        DocumentKind.BIODATA -> TextKey.DOCUMENT_BIODATA
        DocumentKind.NPWP -> TextKey.DOCUMENT_NPWP
    }

val DocumentKind.icon: Icon
    get() = when (this) {
        DocumentKind.KTP -> Icon.CARD
        DocumentKind.FAMILY_CARD -> Icon.FAMILY
        DocumentKind.BIRTH_CERTIFICATE, DocumentKind.BIODATA, DocumentKind.NPWP -> Icon.DOCUMENT
        DocumentKind.KIA -> Icon.PERSON
    }

val Sex.text: TextKey
    get() = when (this) {
        Sex.MALE -> TextKey.SEX_MALE
        Sex.FEMALE -> TextKey.SEX_FEMALE
    }

val Blood.text: TextKey
    get() = when (this) {
        Blood.UNKNOWN -> TextKey.BLOOD_UNKNOWN
        Blood.A -> TextKey.BLOOD_A
        Blood.B -> TextKey.BLOOD_B
        Blood.AB -> TextKey.BLOOD_AB
        Blood.O -> TextKey.BLOOD_O
        Blood.A_POSITIVE -> TextKey.BLOOD_A_POSITIVE
        Blood.A_NEGATIVE -> TextKey.BLOOD_A_NEGATIVE
        Blood.B_POSITIVE -> TextKey.BLOOD_B_POSITIVE
        Blood.B_NEGATIVE -> TextKey.BLOOD_B_NEGATIVE
        Blood.AB_POSITIVE -> TextKey.BLOOD_AB_POSITIVE
        Blood.AB_NEGATIVE -> TextKey.BLOOD_AB_NEGATIVE
        Blood.O_POSITIVE -> TextKey.BLOOD_O_POSITIVE
        Blood.O_NEGATIVE -> TextKey.BLOOD_O_NEGATIVE
    }

val Religion.text: TextKey
    get() = when (this) {
        Religion.ISLAM -> TextKey.RELIGION_ISLAM
        Religion.KRISTEN -> TextKey.RELIGION_KRISTEN
        Religion.KATHOLIK -> TextKey.RELIGION_KATHOLIK
        Religion.HINDU -> TextKey.RELIGION_HINDU
        Religion.BUDHA -> TextKey.RELIGION_BUDHA
        Religion.KHONGHUCU -> TextKey.RELIGION_KHONGHUCU
        Religion.KEPERCAYAAN -> TextKey.RELIGION_KEPERCAYAAN
    }

val MaritalStatus.text: TextKey
    get() = when (this) {
        MaritalStatus.BELUM_KAWIN -> TextKey.MARITAL_STATUS_BELUM_KAWIN
        MaritalStatus.KAWIN_TERCATAT -> TextKey.MARITAL_STATUS_KAWIN_TERCATAT
        MaritalStatus.KAWIN_BELUM_TERCATAT -> TextKey.MARITAL_STATUS_KAWIN_BELUM_TERCATAT
        MaritalStatus.CERAI_HIDUP_TERCATAT -> TextKey.MARITAL_STATUS_CERAI_HIDUP_TERCATAT
        MaritalStatus.CERAI_HIDUP_BELUM_TERCATAT -> TextKey.MARITAL_STATUS_CERAI_HIDUP_BELUM_TERCATAT
        MaritalStatus.CERAI_MATI -> TextKey.MARITAL_STATUS_CERAI_MATI
    }

val Relation.text: TextKey
    get() = when (this) {
        Relation.KEPALA_KELUARGA -> TextKey.RELATION_KEPALA_KELUARGA
        Relation.SUAMI -> TextKey.RELATION_SUAMI
        Relation.ISTRI -> TextKey.RELATION_ISTRI
        Relation.ANAK -> TextKey.RELATION_ANAK
        Relation.MENANTU -> TextKey.RELATION_MENANTU
        Relation.CUCU -> TextKey.RELATION_CUCU
        Relation.ORANGTUA -> TextKey.RELATION_ORANGTUA
        Relation.MERTUA -> TextKey.RELATION_MERTUA
        Relation.FAMILI_LAIN -> TextKey.RELATION_FAMILI_LAIN
        Relation.PEMBANTU -> TextKey.RELATION_PEMBANTU
        Relation.LAINNYA -> TextKey.RELATION_LAINNYA
    }

val Citizenship.text: TextKey
    get() = when (this) {
        Citizenship.WNI -> TextKey.CITIZENSHIP_WNI
        Citizenship.WNA -> TextKey.CITIZENSHIP_WNA
    }
