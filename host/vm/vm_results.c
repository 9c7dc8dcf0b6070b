// What the last step left behind. See vm.h.
#include "vm/state.h"

struct bytes vm_commands(const struct vm *vm)
{
    return buffer_bytes(&vm->commands);
}

sink_handle vm_rendered(const struct vm *vm)
{
    return vm->rendered;
}

struct bytes vm_title(const struct vm *vm)
{
    return buffer_bytes(&vm->title);
}

const struct error *vm_error(const struct vm *vm)
{
    return &vm->err;
}
