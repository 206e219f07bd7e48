// What the tests use of the machine's C libraries.

// The software keys: libcrypto.
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

// How much memory is in use: glibc.
#include <malloc.h>
