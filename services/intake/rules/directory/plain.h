/* What people type becomes the words to look for (I-03). */
#ifndef INTAKE_RULES_DIRECTORY_PLAIN_H
#define INTAKE_RULES_DIRECTORY_PLAIN_H

/* Blanks out, in place, what says nothing of the matter: "怎么办理", "我想", question marks. A query that is nothing
 * else stays as it is. */
void intake_plain_query(char *query);

#endif
