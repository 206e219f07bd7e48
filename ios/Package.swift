// swift-tools-version: 6.0
import PackageDescription

// Everything of the app but its entry point. On a Mac it compiles against Apple's frameworks. On Linux, modules of the
// same names stand in for them, with those declarations that the app uses: the same sources are type-checked and run in
// tests there. That is a check against our own declarations, not against Apple's.
#if os(Linux)
    let lookalikes: [Target] = [
        .systemLibrary(name: "LibCrypto", path: "Lookalikes/LibCrypto"),
        .target(name: "AVFoundation", path: "Lookalikes/AVFoundation"),
        .target(name: "BackgroundTasks", path: "Lookalikes/BackgroundTasks"),
        .target(name: "Combine", path: "Lookalikes/Combine"),
        .target(name: "CryptoKit", dependencies: ["LibCrypto"], path: "Lookalikes/CryptoKit"),
        .target(name: "LocalAuthentication", path: "Lookalikes/LocalAuthentication"),
        .target(name: "Network", path: "Lookalikes/Network"),
        .target(name: "PhotosUI", dependencies: ["UIKit"], path: "Lookalikes/PhotosUI"),
        .target(name: "Security", dependencies: ["LibCrypto"], path: "Lookalikes/Security"),
        .target(name: "SwiftUI", dependencies: ["Combine", "UIKit"], path: "Lookalikes/SwiftUI"),
        .target(name: "UIKit", dependencies: ["AVFoundation"], path: "Lookalikes/UIKit"),
        .target(name: "os", path: "Lookalikes/os"),
    ]
    let screenFrameworks: [Target.Dependency] = ["Combine", "SwiftUI"]
    let phoneFrameworks: [Target.Dependency] = [
        "AVFoundation", "BackgroundTasks", "CryptoKit", "LocalAuthentication", "Network", "PhotosUI", "Security",
        "SwiftUI", "UIKit", "os",
    ]
    // They need the library and OpenSSL of the machine: `cargo xtask test --only ios`.
    let tests: [Target] = [
        .target(
            name: "IkdAppTestSupport",
            dependencies: [
                "IkdApp", "IkdPlatform", "IkdShell", "LibCrypto",
                .product(name: "IkdTestSupport", package: "IkdCore"),
            ] + phoneFrameworks,
            path: "Tests/Support"
        ),
        .testTarget(
            name: "IkdAppTests",
            dependencies: ["IkdApp", "IkdPlatform", "IkdAppTestSupport", "BackgroundTasks"] + screenFrameworks
        ),
        .testTarget(name: "IkdPlatformTests", dependencies: ["IkdPlatform", "IkdAppTestSupport"] + phoneFrameworks),
        // The sources of the app target, to type-check them.
        .target(
            name: "IkdAppMain",
            dependencies: ["IkdApp", "IkdPlatform", "IkdShell"] + phoneFrameworks,
            path: "App",
            exclude: ["Assets.xcassets", "Debug", "InfoPlist.xcstrings", "PrivacyInfo.xcprivacy", "ikd.json"],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        ),
    ]
#else
    let lookalikes: [Target] = []
    let screenFrameworks: [Target.Dependency] = []
    let phoneFrameworks: [Target.Dependency] = []
    let tests: [Target] = []
#endif

let core: Target.Dependency = .product(name: "IkdCore", package: "IkdCore")

// On a Mac the package with the XCFramework (`cargo xtask ios`), elsewhere the sources of the bindings.
#if os(Linux)
    let coreFolder = "../bindings/swift"
#else
    let coreFolder = "../target/ios/IkdCore"
#endif

let package = Package(
    name: "IkdApp",
    defaultLocalization: "id",
    platforms: [.iOS(.v15)],
    products: [.library(name: "IkdApp", targets: ["IkdApp", "IkdPlatform", "IkdShell"])],
    dependencies: [.package(name: "IkdCore", path: coreFolder)],
    targets: [
        // What the screens need of the phone: protocols and plain values.
        .target(name: "IkdShell", dependencies: [core]),
        // Screens and the models they follow.
        .target(
            name: "IkdApp",
            dependencies: ["IkdShell", core] + screenFrameworks,
            // The texts are read as they are: processed, Xcode would compile them into another format.
            resources: [
                .process("Resources/Icons.xcassets"), .copy("Resources/Localizable.xcstrings"),
                .copy("Resources/licences.txt"),
            ]
        ),
        // The phone: Secure Enclave, Keychain, camera, biometrics, log.
        .target(name: "IkdPlatform", dependencies: ["IkdShell", core] + phoneFrameworks),
    ] + lookalikes + tests,
    swiftLanguageModes: [.v6]
)
