#include "martlet_data.h"
