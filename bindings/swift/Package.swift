// swift-tools-version: 6.0
import PackageDescription

// `cargo xtask bindings` writes the generated part of IkdCore and all of IkdCoreFFI/include. The location of the
// library comes from outside: `swift test -Xlinker -L<folder>` here, an xcframework in an app.
// On Linux also the simulated phone and the people around it, for the tests of the app in `ios/`.
#if os(Linux)
    let forTests: [Product] = [.library(name: "IkdTestSupport", targets: ["IkdTestSupport"])]
#else
    let forTests: [Product] = []
#endif

let package = Package(
    name: "IkdCore",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "IkdCore", targets: ["IkdCore"])] + forTests,
    targets: [
        // The C header of the library.
        .target(name: "IkdCoreFFI"),
        // The target that an app imports: generated calls and types, and the hand-written part.
        .target(
            name: "IkdCore",
            dependencies: ["IkdCoreFFI"],
            linkerSettings: [.linkedLibrary("ikd", .when(platforms: [.linux]))]
        ),

        // C libraries of the machine: libcrypto simulates the hardware of the phone.
        .systemLibrary(name: "IkdTestC", path: "Tests/C"),
        // A simulated phone, and the people around it.
        .target(name: "IkdTestSupport", dependencies: ["IkdCore", "IkdTestC"], path: "Tests/Support"),
        // A program that starts a registration and is killed during it.
        .executableTarget(name: "IkdTestVictim", dependencies: ["IkdTestSupport"], path: "Tests/Victim"),
        .testTarget(name: "IkdCoreTests", dependencies: ["IkdCore", "IkdTestSupport", "IkdTestVictim"]),
    ],
    swiftLanguageModes: [.v6]
)
