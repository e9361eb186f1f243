/* The code printed beside a document's number: follows from the number and this county's key, so nothing is kept and
 * nobody else can make one (I-05). */
#ifndef INTAKE_HANDLERS_DOCUMENTS_CODE_H
#define INTAKE_HANDLERS_DOCUMENTS_CODE_H

#include "intake/rules/cases/code.h"
#include "runtime/call/call.h"

char *intake_document_code(const struct rt_call *call, const char *number);
/* The same time whatever is wrong with it; small letters pass. */
bool intake_document_code_fits(const struct rt_call *call, const char *number, const char *code);

#endif
