package org.ikdcore.app.journey

import org.ikdcore.FaceCheckState
import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey
import org.json.JSONObject

private const val REGION = "Kecamatan"
private const val FAMILY_CARD = "Kartu keluarga"
private const val FAMILY_CARD_QUESTION = "Apakah ini kartu keluarga?"
private const val OWNER = "Surat tidak keberatan dari pemilik rumah"
private const val OWNER_QUESTION = "Apakah ini surat dari pemilik rumah di alamat tujuan?"
private const val PLACE = "Loket 3, Disdukcapil Contoh"
private const val BRING = "KTP asli"

/** The new address, in another district of the same regency where there is one; returns its street. */
internal fun Driver.fillsMove(): String {
    val street = "Jalan Pindah Contoh 7"
    type("Jalan dan nomor rumah", street)
    type("RT", "3")
    type("RW", "9")
    choosesDistrict(answer("pemohon_kk"))
    type("Desa atau kelurahan", "Contoh Baru")
    touch("Menumpang")
    opensList("Alasan pindah")
    touch("Perumahan")
    at(ScreenId.ApplicationForm, turned = false)
    // The two questions about family cards have the same choices.
    touch("Nomor KK tetap", which = 1)
    touch("Tidak ada anggota yang ditinggal")
    return street
}

/**
 * From province to district; a long list that was left in its middle does not move the next one. The number of a family
 * [card] begins with its district: the province, the regency and the district have two digits each.
 */
private fun Driver.choosesDistrict(card: String) {
    val (province, regency, district) = card.take(DISTRICT_DIGITS).chunked(2)
    opensList(REGION)
    level(TextKey.LABEL_PROVINCE)
    touch("Sulawesi Selatan")
    level(TextKey.LABEL_REGENCY)
    sees("Sulawesi Selatan")
    back()
    level(TextKey.LABEL_PROVINCE)
    choosesRegion(province)
    level(TextKey.LABEL_REGENCY)
    choosesRegion("$province.$regency")
    level(TextKey.LABEL_DISTRICT)
    val other = if (district == "01" && regency != ONE_DISTRICT) "02" else "01"
    choosesRegion("$province.$regency.$other")
    at(ScreenId.ApplicationForm, turned = false)
}

private fun Driver.choosesRegion(code: String) {
    val model = applications.answers
    waitFor("the region $code") { model.region?.choices.orEmpty().any { it.code == code } }
    touch(model.region!!.choices.first { it.code == code }.name)
}

private fun Driver.level(key: TextKey) =
    seesAtOnce(text(TextKey.APPLICATION_FORM_CHOSEN, "label" to REGION, "value" to text(key)))

internal fun Driver.photographsForMove() {
    goesToPapers()
    photographs(FAMILY_CARD, FAMILY_CARD_QUESTION)
    photographs(OWNER, OWNER_QUESTION)
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
}

/** The first photo of the face is refused, and the page says why at its top; the second one waits for the officer. */
internal fun Driver.showsFaceAndQueues() {
    val review = applications.review
    Sandbox.faceVerdict("retake", listOf("remove-glasses"))
    declares()
    takesPhoto()
    at(ScreenId.ApplicationReview)
    seesAtOnce(text(TextKey.FACE_CHECK_REFUSED))
    sees(TextKey.FACE_GUIDANCE_REMOVE_GLASSES)
    Sandbox.faceVerdict(null)
    TestPhone.clock.pass(STEP_UP_AFTER_MS)
    touch(TextKey.APPLICATION_REVIEW_SEND)
    takesPhoto()
    provesByPin()
    check(review.state.face == FaceCheckState.Pending) { "the face is ${review.state.face}" }
}

/** The officer wants to see the citizen, who is told on the first page and in the application where and until when. */
internal fun Driver.isAskedToCome(citizen: Person) {
    isReceived(citizen)
    val visit = JSONObject().put("place", PLACE).put("days", VISIT_DAYS).put("bring", BRING)
    Sandbox.officer(citizen, "visit", visit)
    seesNews(TextKey.APPLICATION_VISIT_NEEDED)
    sees(PLACE)
    sees(BRING)
    sees(TextKey.APPLICATION_STATUS_UNTIL)
    sees(TextKey.APPLICATION_NEXT_VISIT_NEEDED)
    back()
    back()
    sees("datang ke kantor paling lambat")
    opensApplication(TextKey.APPLICATION_VISIT_NEEDED)
}

/** The citizen was at the office: the KTP on the phone has the new address. */
internal fun Driver.hasMoved(citizen: Person, street: String) {
    Sandbox.acceptFace(citizen)
    for (step in listOf("approve", "sign", "issue")) Sandbox.officer(citizen, step)
    seesNews(TextKey.APPLICATION_ISSUED)
    touch(TextKey.APPLICATION_STATUS_DOCUMENTS)
    at(ScreenId.Documents, turned = false)
    touch(TextKey.DOCUMENT_KTP)
    at(ScreenId.Ktp, turned = false)
    sees(street.uppercase())
}

private const val VISIT_DAYS = 5
private const val DISTRICT_DIGITS = 6

/** The city of the sandbox that has a single district. */
private const val ONE_DISTRICT = "72"
