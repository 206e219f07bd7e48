// swift-tools-version: 6.0
import PackageDescription

// The generated half of IkdCore and the whole of IkdCoreFFI/include are written by `cargo xtask bindings`. Where the
// library is, is said from outside: `swift test -Xlinker -L<folder>` here, an xcframework in an app.
let package = Package(
    name: "IkdCore",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "IkdCore", targets: ["IkdCore"])],
    targets: [
        // The C header of the library.
        .target(name: "IkdCoreFFI"),
        // What an app imports: generated calls and types, and the hand-written part beside them.
        .target(
            name: "IkdCore",
            dependencies: ["IkdCoreFFI"],
            linkerSettings: [.linkedLibrary("ikd", .when(platforms: [.linux]))]
        ),

        // C libraries of the machine: libcrypto stands for the hardware of the phone.
        .systemLibrary(name: "IkdTestC", path: "Tests/C"),
        // A phone in software, and the people around it.
        .target(name: "IkdTestSupport", dependencies: ["IkdCore", "IkdTestC"], path: "Tests/Support"),
        // A program that registers somebody and is killed on the way.
        .executableTarget(name: "IkdTestVictim", dependencies: ["IkdTestSupport"], path: "Tests/Victim"),
        .testTarget(name: "IkdCoreTests", dependencies: ["IkdCore", "IkdTestSupport", "IkdTestVictim"]),
    ],
    swiftLanguageModes: [.v6]
)
