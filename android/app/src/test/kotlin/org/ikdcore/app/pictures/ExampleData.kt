package org.ikdcore.app.pictures

import android.graphics.Bitmap
import androidx.compose.ui.graphics.asAndroidBitmap
import java.io.ByteArrayOutputStream
import kotlin.random.Random
import org.ikdcore.ActivityEntry
import org.ikdcore.ActivityEvent
import org.ikdcore.Address
import org.ikdcore.Audience
import org.ikdcore.Biodata
import org.ikdcore.BirthCertificate
import org.ikdcore.Blood
import org.ikdcore.Citizenship
import org.ikdcore.CivilDate
import org.ikdcore.Document
import org.ikdcore.DocumentBody
import org.ikdcore.DocumentKind
import org.ikdcore.DocumentList
import org.ikdcore.DocumentSummary
import org.ikdcore.ErrorCode
import org.ikdcore.FamilyCard
import org.ikdcore.Kia
import org.ikdcore.Ktp
import org.ikdcore.MaritalStatus
import org.ikdcore.Member
import org.ikdcore.Npwp
import org.ikdcore.NumberText
import org.ikdcore.QrFrame
import org.ikdcore.Relation
import org.ikdcore.Religion
import org.ikdcore.Sex
import org.ikdcore.ShowWarning
import org.ikdcore.SyncOutcome
import org.ikdcore.ViewKind
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.documents.Fields
import org.ikdcore.app.ui.texts.TextKey

/** An invented family with invented numbers, as the sandbox would issue their documents. */
object ExampleData {
    /** 26 November 2026, 08.12 in western Indonesia. */
    const val NOW = 1_795_655_520uL

    private const val DAY = 86_400uL

    private val address = Address(
        "JL. CONTOH NO. 12", "004", "013", "UMPAMA", "MISALNYA", "KOTA UMPAMA", "PROVINSI CONTOH", "99712",
    )
    private val born = CivilDate(1985u, 8u, 17u)

    /** What the core's function of this name returns; pictures are made without the library. */
    private fun numberText(number: String): NumberText {
        val grouped = if (number.all(Char::isDigit)) number.chunked(4).joinToString(" ") else number
        val last = number.takeLast(2)
        val masked = grouped.dropLast(2).map { if (it.isLetterOrDigit()) '•' else it }.joinToString("") + last
        return NumberText(grouped, masked, number.filter(Char::isLetterOrDigit).map(Char::toString))
    }

    private val fields = Fields(::numberText)

    private fun document(body: DocumentBody, subject: String = "9971011708850001") = fields.of(
        Document(
            "0".repeat(32), 1u, subject, "9971011708850001", NOW - DAY * 4u, null, body, photo, example = true,
        ),
    )

    private val photo = drawnPhoto().asAndroidBitmap().let { bitmap ->
        ByteArrayOutputStream().also { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
    }

    val ktp = document(
        DocumentBody.Ktp(
            Ktp(
                "WAHYU SETYANTORO", "UMPAMA", born, Sex.MALE, Blood.O_POSITIVE, address, Religion.ISLAM,
                MaritalStatus.KAWIN_TERCATAT, "KARYAWAN SWASTA", Citizenship.WNI, "KOTA UMPAMA",
            ),
        ),
    )

    private fun member(name: String, nik: String, sex: Sex, born: CivilDate, relation: Relation) = Member(
        nik, name, sex, "UMPAMA", born, Religion.ISLAM, "SLTA/SEDERAJAT", "KARYAWAN SWASTA", Blood.O,
        MaritalStatus.KAWIN_TERCATAT, CivilDate(2010u, 6u, 12u), relation, Citizenship.WNI, null, null,
        "HADI SETYANTORO", "SITI AMINAH",
    )

    val familyCard = document(
        DocumentBody.FamilyCard(
            FamilyCard(
                "9971012211260007", "WAHYU SETYANTORO", address,
                listOf(
                    member("WAHYU SETYANTORO", "9971011708850001", Sex.MALE, born, Relation.KEPALA_KELUARGA),
                    member("RATNA WULANSARI", "9971014203880002", Sex.FEMALE, CivilDate(1988u, 3u, 2u), Relation.ISTRI),
                    member("ARIF HANDOKOSARI", "9971012105140003", Sex.MALE, CivilDate(2014u, 5u, 21u), Relation.ANAK),
                    member("HERU WIBISANA", "9971010911180004", Sex.MALE, CivilDate(2018u, 11u, 9u), Relation.ANAK),
                ),
            ),
        ),
    )

    val birthCertificate = document(
        DocumentBody.BirthCertificate(
            BirthCertificate(
                "9971-LT-22112026-0001", "WAHYU SETYANTORO", "UMPAMA", born, Sex.MALE, 2u, "HADI SETYANTORO",
                "SITI AMINAH", CivilDate(1985u, 9u, 2u), "KOTA UMPAMA", "BUDI CONTOH, S.H.",
            ),
        ),
    )

    val kia = document(
        DocumentBody.Kia(
            Kia(
                "ARIF HANDOKOSARI", Sex.MALE, Blood.UNKNOWN, "UMPAMA", CivilDate(2014u, 5u, 21u), "9971012211260007",
                "WAHYU SETYANTORO", "9971-LU-01062014-0012", Religion.ISLAM, Citizenship.WNI, address, "KOTA UMPAMA",
            ),
        ),
        subject = "9971012105140003",
    )

    val biodata = document(
        DocumentBody.Biodata(
            Biodata(
                "WAHYU SETYANTORO", "UMPAMA", born, Sex.MALE, Blood.O_POSITIVE, address, Religion.ISLAM,
                MaritalStatus.KAWIN_TERCATAT, "KARYAWAN SWASTA", Citizenship.WNI, "SLTA/SEDERAJAT", "9971012211260007",
                Relation.KEPALA_KELUARGA, "HADI SETYANTORO", "SITI AMINAH", "9971-LT-22112026-0001",
            ),
        ),
    )

    val npwp = document(
        DocumentBody.Npwp(
            Npwp(
                "0999712345678000", "999712345678000", "WAHYU SETYANTORO", "KPP PRATAMA UMPAMA",
                CivilDate(2012u, 2u, 1u),
            ),
        ),
    )

    private fun summary(kind: DocumentKind, subject: String) =
        DocumentSummary(kind.name, kind, subject, 1u, NOW - DAY * 4u, example = true)

    val list = DocumentList(
        listOf(
            summary(DocumentKind.KTP, "WAHYU SETYANTORO"),
            summary(DocumentKind.FAMILY_CARD, "WAHYU SETYANTORO"),
            summary(DocumentKind.BIRTH_CERTIFICATE, "WAHYU SETYANTORO"),
            summary(DocumentKind.KIA, "ARIF HANDOKOSARI"),
            summary(DocumentKind.KIA, "HERU WIBISANA"),
            summary(DocumentKind.BIODATA, "WAHYU SETYANTORO"),
            summary(DocumentKind.NPWP, "WAHYU SETYANTORO"),
        ),
        confirmedAt = NOW,
        unreadable = 0u,
    )

    val verifier = Audience(1u, "Pemeriksa contoh", "Example verifier", listOf(ViewKind.BASIC, ViewKind.FULL_KTP))
    val counter = Audience(2u, "Loket contoh", "Example counter", listOf(ViewKind.BASIC))

    val activity: List<ActivityEntry> = listOf(
        120uL to ActivityEvent.ShowingEnded(7u, 4u),
        150uL to ActivityEvent.ShowingStarted(ViewKind.BASIC, 1u),
        180uL to ActivityEvent.Unlocked(1u),
        DAY * 2u to ActivityEvent.PinChanged,
        DAY * 4u - 200u to ActivityEvent.DocumentRemoved(DocumentKind.NPWP),
        DAY * 4u - 100u to ActivityEvent.Synced(SyncOutcome(8u, 0u, 0u)),
        DAY * 4u - 60u to ActivityEvent.DocumentUpdated(DocumentKind.FAMILY_CARD, 1u),
        DAY * 4u to ActivityEvent.Activated,
    ).mapIndexed { at, (ago, event) -> ActivityEntry((8 - at).toULong(), NOW - ago, event) }

    /** A symbol as large as a real one (version 14), with its finder patterns and a fixed noise. */
    fun frame(vararg warnings: ShowWarning): QrFrame {
        val width = 73
        val rowBytes = (width + 7) / 8
        val modules = ByteArray(rowBytes * width)
        val noise = Random(7)
        val corners = listOf(0 to 0, width - 7 to 0, 0 to width - 7)
        fun finder(x: Int, y: Int) = corners.firstNotNullOfOrNull { (left, top) ->
            val (dx, dy) = x - left to y - top
            if (dx !in -1..7 || dy !in -1..7) return@firstNotNullOfOrNull null
            val ring = maxOf(kotlin.math.abs(dx - 3), kotlin.math.abs(dy - 3))
            ring == 3 || ring <= 1
        }
        for (y in 0 until width) {
            for (x in 0 until width) {
                val dark = finder(x, y) ?: noise.nextBoolean()
                if (dark) {
                    modules[y * rowBytes + x / 8] =
                        (modules[y * rowBytes + x / 8].toInt() or (0x80 shr x % 8)).toByte()
                }
            }
        }
        return QrFrame(width.toUInt(), 4u, modules, "IKD1:CONTOH", 15_000u, NOW + 30u, warnings.toList())
    }

    fun failure(code: ErrorCode, remedy: Remedy) =
        Failure(code, TextKey.of("error", code), code.value.toInt(), remedy)

    val offline = failure(ErrorCode.OFFLINE, Remedy.Connect)

    fun wrongPin(left: Int) = failure(ErrorCode.WRONG_PIN, Remedy.EnterPin(left, 0u))
}
