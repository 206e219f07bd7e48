/* Makes a program believe that its processor has no AVX: the nearest that x86-64 has to the 128-bit SIMD of a phone.
 *
 * Preloaded (LD_PRELOAD), it lets the instruction CPUID fault and answers it without AVX, AVX2, AVX-512, FMA and F16C.
 * Linux with a processor that can (`cpuid_fault` in /proc/cpuinfo); elsewhere it ends the program with code 78.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_CPUID_SET 0x1012

static void answer(int signal_number, siginfo_t *info, void *context) {
    (void)info;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *code = (const unsigned char *)registers[REG_RIP];
    if (code[0] != 0x0f || code[1] != 0xa2) {
        /* A fault of the program itself: it happens again, without this handler. */
        signal(signal_number, SIG_DFL);
        return;
    }
    unsigned leaf = (unsigned)registers[REG_RAX], subleaf = (unsigned)registers[REG_RCX];
    unsigned a, b, c, d;
    syscall(SYS_arch_prctl, ARCH_CPUID_SET, 1);
    __cpuid_count(leaf, subleaf, a, b, c, d);
    syscall(SYS_arch_prctl, ARCH_CPUID_SET, 0);
    if (leaf == 1) {
        /* FMA, OSXSAVE, AVX, F16C: without OSXSAVE no program may use AVX. */
        c &= ~((1u << 12) | (1u << 27) | (1u << 28) | (1u << 29));
    } else if (leaf == 7) {
        /* AVX2 and all of AVX-512. */
        b &= ~((1u << 5) | (1u << 16) | (1u << 17) | (1u << 21) | (1u << 28) | (1u << 30) | (1u << 31));
        c = d = 0;
        if (subleaf > 0) a = b = 0;
    }
    registers[REG_RAX] = a;
    registers[REG_RBX] = b;
    registers[REG_RCX] = c;
    registers[REG_RDX] = d;
    registers[REG_RIP] += 2;
}

__attribute__((constructor)) static void without_avx(void) {
    struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
    if (sigaction(SIGSEGV, &action, NULL) != 0 || syscall(SYS_arch_prctl, ARCH_CPUID_SET, 0) != 0) {
        _exit(78);
    }
}
