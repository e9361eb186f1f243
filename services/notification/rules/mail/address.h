/* E-mail addresses and mail servers as far as we trust them (N-02). */
#ifndef NOTIFICATION_RULES_MAIL_ADDRESS_H
#define NOTIFICATION_RULES_MAIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { NOTIFICATION_ADDRESS_MAX = 255 }; /* bytes with the NUL (RFC 5321, 4.5.3.1.3) */

/* A plain mailbox of RFC 5321: dot-atom, "@", host name. No quotes, comments, blanks, line breaks, and nothing that
 * is not ASCII: what passes can stand in a header and in a command as it is. */
bool notification_address_valid(const char *address);
/* Names the same mailbox, as far as anybody can tell: letters' case does not count. */
bool notification_address_same(const char *one, const char *other);
/* What follows the "@" of a valid address. */
const char *notification_address_host(const char *address);

/* Whether the server of "smtp://host:port" is this machine: then mail goes there without TLS by default. */
bool notification_server_is_here(const char *url);

#endif
