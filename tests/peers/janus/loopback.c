/* Shows the loopback interface as an ordinary one to Janus, which gathers no addresses there
 * otherwise. Loaded with LD_PRELOAD by the bench, on its own copy of Janus only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stddef.h>

int getifaddrs(struct ifaddrs **list)
{
	int (*ordinary)(struct ifaddrs **) =
		(int (*)(struct ifaddrs **))dlsym(RTLD_NEXT, "getifaddrs");
	if (ordinary == NULL)
		return -1;
	int result = ordinary(list);
	if (result != 0)
		return result;
	for (struct ifaddrs *entry = *list; entry != NULL; entry = entry->ifa_next)
		entry->ifa_flags &= ~(unsigned int)IFF_LOOPBACK;
	return 0;
}
