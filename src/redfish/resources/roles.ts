/** The predefined roles (DSP0266 §13.2.3). */
import type { Endpoint } from "../endpoint.ts";
import { collection, resource } from "../resource.ts";
import { ROLE_NAMES, ROLES } from "../roles.ts";
import { SERVICE } from "./account-service.ts";

const AT = `${SERVICE}/Roles`;

export const roleEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get: () =>
      collection(
        AT,
        "RoleCollection",
        "Roles",
        ROLE_NAMES.map((role) => `${AT}/${role}`),
      ),
  },
  {
    path: `${AT}/:role`,
    get({ params }) {
      const role = ROLE_NAMES.find((name) => name === params["role"]);
      return (
        role &&
        resource(
          { at: `${AT}/${role}`, schema: "Role", id: role, name: `${role} Role` },
          { RoleId: role, IsPredefined: true, AssignedPrivileges: ROLES[role] },
        )
      );
    },
  },
];
