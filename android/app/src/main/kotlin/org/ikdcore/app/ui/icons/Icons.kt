package org.ikdcore.app.ui.icons

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.unit.dp

/** The icons, 24 by 24, one stroked path each; the same paths are used on both platforms and in the manuals. */
object Icons {
    val Back = icon("Back", "M20 12H4.5M11 5l-7 7 7 7", mirrored = true)
    val Backspace = icon("Backspace", "M8 5h13v14H8L2 12zM11.5 9.5l5 5M16.5 9.5l-5 5", mirrored = true)
    val Camera = icon("Camera", "M3 7.5h4.5L9 5h6l1.5 2.5H21V19H3zM8.5 13a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z")
    val Card = icon(
        "Card",
        "M5 5h14a2.5 2.5 0 0 1 2.5 2.5v9a2.5 2.5 0 0 1 -2.5 2.5h-14a2.5 2.5 0 0 1 -2.5 -2.5v-9" +
            "a2.5 2.5 0 0 1 2.5 -2.5zM6 11a2 2 0 1 0 4 0a2 2 0 1 0 -4 0zM5 16c.6-1.6 1.7-2.2 3-2.2" +
            "s2.4.6 3 2.2M14.5 10h4M14.5 14h4",
    )
    val Chevron = icon("Chevron", "M9 5l7 7-7 7", mirrored = true)
    val Closer = icon(
        "Closer",
        "M8.8 12a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0zM9 3H3v6M15 3h6v6M9 21H3v-6M15 21h6v-6",
    )
    val Document = icon("Document", "M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12h6M9 16h6")
    val Error = icon("Error", "M8 2.800h8L21.200 8v8L16 21.200H8L2.800 16V8zM12 7.5V13M12 16.3v.2")
    val Export = icon("Export", "M12 15V3.5M7.5 8L12 3.5 16.5 8M5 13v7.5h14V13")
    val Eye = icon(
        "Eye",
        "M2 12c2.5-4.3 6-6.5 10-6.5s7.5 2.200 10 6.5c-2.5 4.3-6 6.5-10 6.5S4.5 16.3 2 12zM9 12" +
            "a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z",
    )
    val Family = icon(
        "Family",
        "M5 8a3 3 0 1 0 6 0a3 3 0 1 0 -6 0zM14.2 9.5a2.3 2.3 0 1 0 4.6 0a2.3 2.3 0 1 0 -4.6 0z" +
            "M2.5 19.5c.4-4 2.600-6 5.5-6s5.100 2 5.5 6M15 14.200c3.3-.7 6 1.200 6.5 5.3",
    )
    val History = icon("History", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM12 7v5l3.5 2.5")
    val Info = icon("Info", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM12 11v5.5M12 7.600v.2")
    val Lock = icon(
        "Lock",
        "M7 10.5h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6a2 2 0 0 1 2 -2zM8 10.5" +
            "V7.5a4 4 0 0 1 8 0V10.5M12 14.5v2",
    )
    val Mail = icon(
        "Mail",
        "M4.5 5h15a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-15a2 2 0 0 1 -2 -2v-10a2 2 0 0 1 2 -2zM3.5 7" +
            "l8.5 6.5L20.5 7",
    )
    val Offline = icon(
        "Offline",
        "M2.5 9.5a13.6 13.6 0 0 1 19 0M6 13.2a8.6 8.6 0 0 1 9-2M9.5 16.7a3.7 3.7 0 0 1 3.6-.9M12 20" +
            "v.1M16.5 15.5l5 5M21.5 15.5l-5 5",
    )
    val Person = icon(
        "Person",
        "M8.3 8a3.7 3.7 0 1 0 7.4 0a3.7 3.7 0 1 0 -7.4 0zM4.5 20.5c.7-4.600 3.600-6.800 7.5-6.800" +
            "s6.800 2.200 7.5 6.800",
    )
    val PhoneBlocked = icon(
        "PhoneBlocked",
        "M9 2.5h6a2.5 2.5 0 0 1 2.5 2.5v14a2.5 2.5 0 0 1 -2.5 2.5h-6a2.5 2.5 0 0 1 -2.5 -2.5v-14" +
            "a2.5 2.5 0 0 1 2.5 -2.5zM11 18.3h2M9.5 8l5 5M14.5 8l-5 5",
    )
    val Qr = icon("Qr", "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 19.5v.5")
    val Settings = icon(
        "Settings",
        "M4 7h9M19 7h1M4 17h1M11 17h9M13.5 7a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0zM5.5 17" +
            "a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z",
    )
    val Shield = icon(
        "Shield",
        "M12 3l7.5 2.800v5.400c0 4.600-3 7.900-7.5 9.800-4.5-1.900-7.5-5.200-7.5-9.800V5.800z" +
            "M8.5 12l2.5 2.5 4.5-4.5",
    )
    val Success = icon("Success", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM7.5 12.200l3.200 3.200 6-6.400")
    val Sun = icon(
        "Sun",
        "M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3" +
            "l1.400 1.400M17.3 17.3l1.400 1.400M5.3 18.700l1.400-1.400M17.3 6.700l1.400-1.400",
    )
    val Warning = icon("Warning", "M12 3.5L22 20.5H2zM12 10v4.5M12 17.3v.2")
}

private fun icon(name: String, path: String, mirrored: Boolean = false): ImageVector =
    ImageVector.Builder(name, 24.dp, 24.dp, viewportWidth = 24f, viewportHeight = 24f, autoMirror = mirrored)
        .addPath(
            pathData = addPathNodes(path),
            stroke = SolidColor(Color.Black),
            strokeLineWidth = 2f,
            strokeLineCap = StrokeCap.Round,
            strokeLineJoin = StrokeJoin.Round,
        )
        .build()
