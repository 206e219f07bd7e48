// SwiftPM takes a folder for a C target only if there is something to compile. The functions are in the library.
