/* Destructors that run at the end of the scope: `RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);`
 */
#ifndef RT_BASE_CLEANUP_H
#define RT_BASE_CLEANUP_H

#define RT_AUTO(destroy) __attribute__((cleanup(destroy)))

/* free() for the attribute: takes the address of the pointer, NULL-safe, leaves NULL. */
void rt_free(void *pointer_address);

#endif
