import SwiftUI

/// The roles of colours, light and dark. docs/android.md and docs/ios.md say how to change them.
enum Palette {
    static let primary = accent { $0.main }
    static let onPrimary = accent { $0.on }
    static let primaryContainer = accent { $0.container }
    static let onPrimaryContainer = accent { $0.onContainer }
    static let surface = role(0xF4F7F8, 0x0E1416)
    static let surfaceContainerLowest = role(0xFFFFFF, 0x161E21)
    static let surfaceContainer = role(0xE9EFF1, 0x1C2529)
    static let surfaceContainerHigh = role(0xDEE7EA, 0x273236)
    static let onSurface = role(0x182125, 0xE8EEF0)
    static let onSurfaceVariant = role(0x3E4A4F, 0xC2CDD1)
    static let outline = role(0x66747A, 0x8D9BA1, contrast: (0x3E4A4F, 0xC2CDD1))
    static let outlineVariant = role(0xC3CED2, 0x3C484D, contrast: (0x3E4A4F, 0xC2CDD1))
    static let error = role(0x9C1C1C, 0xFFB4AB)
    static let errorContainer = role(0xFBE4E1, 0x5F1412)
    static let onErrorContainer = role(0x5C0D0D, 0xFFDAD5)
    static let warning = role(0x774800, 0xFFC069)
    static let warningContainer = role(0xFFE3BF, 0x4F3000)
    static let onWarningContainer = role(0x4A2C00, 0xFFE0B8)
    static let success = role(0x136039, 0x8ADBAA)
    static let successContainer = role(0xDDF1E5, 0x0C4527)
    static let onSuccessContainer = role(0x0A3B22, 0xCDF3DA)
    static let example = role(0xFFF1C9, 0x3F3200)
    static let onExample = role(0x4A3700, 0xFFE389)
    static let focus = role(0xB45300, 0xFFD166)

    /// Captions over the camera and around a QR stay the same in the dark.
    static let paper = role(0xFFFFFF, 0xFFFFFF)
    static let ink = role(0x182125, 0x182125)

    /// A colour of the operator's accent.
    private static func accent(_ part: @escaping @Sendable (Brand.Accent) -> UInt32) -> Color {
        Color(
            uiColor: UIColor { traits in
                colour(part(traits.userInterfaceStyle == .dark ? Brand.current.dark : Brand.current.light))
            })
    }

    /// `contrast` replaces both when the person asked for more of it.
    private static func role(_ light: UInt32, _ dark: UInt32, contrast: (light: UInt32, dark: UInt32)? = nil) -> Color {
        Color(
            uiColor: UIColor { traits in
                let isDark = traits.userInterfaceStyle == .dark
                if let contrast, traits.accessibilityContrast == .high {
                    return colour(isDark ? contrast.dark : contrast.light)
                }
                return colour(isDark ? dark : light)
            })
    }

    private static func colour(_ hex: UInt32) -> UIColor {
        func part(_ shift: UInt32) -> CGFloat { CGFloat(hex >> shift & 0xFF) / 255 }
        return UIColor(red: part(16), green: part(8), blue: part(0), alpha: 1)
    }
}
