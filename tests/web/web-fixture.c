// SPDX-License-Identifier: GPL-3.0-or-later
#include "web-fixture.h"

#include <locale.h>
#include <string.h>

#define PHONE_WIDTH 360
#define PHONE_HEIGHT 740
#define N_BOOKS 30

/* 64 × 48 pixels, a gradient. */
static const char photo[] =
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAIAAAAuKetIAAATaElEQVR42u3ZBXIzzdKt0TPU35ItMIjBKMZm"
    "7qdZzDjDq3cc96sR1KrIysyI/b//Q3hCSCGkEZ4RXhAyCFmEHEIe4RXhDeEd4QOhgFBEKCGUESoIVYQaQh2h"
    "gdBE+ET4QvhG+EH4RfhDaCG0EToIXYQeQh9hgDBEGCGMESYIUwQBQUSQEGQEBUFF0BB0BAPBRLAQbAQHwUUA"
    "wUPwEQKEECFCiBEShP/9H+ITYgoxjfiM+IKYQcwi5hDziK+Ib4jviB+IBcQiYgmxjFhBrCLWEOuIDcQm4ifi"
    "F+I34g/iL+IfYguxjdhB7CL2EPuIA8Qh4ghxjDhBnCIKiCKihCgjKogqooaoIxqIJqKFaCM6iC4iiB6ijxgg"
    "hogRYoyYID4A0hNSCimN9Iz0gpRByiLlkPJIr0hvSO9IH0gFpCJSCamMVEGqItWQ6kgNpCbSJ9IX0jfSD9Iv"
    "0h9SC6mN1EHqIvWQ+kgDpCHSCGmMNEGaIglIIpKEJCMpSCqShqQjGUgmkoVkIzlILhJIHpKPFCCFSBFSjJQg"
    "PQDyE3IKOY38jPyCnEHOIueQ88ivyG/I78gfyAXkInIJuYxcQa4i15DryA3kJvIn8hfyN/IP8i/yH3ILuY3c"
    "Qe4i95D7yAPkIfIIeYw8QZ4iC8gisoQsIyvIKrKGrCMbyCayhWwjO8guMsgeso8cIIfIEXKMnCA/AMoTSgol"
    "jfKM8oKSQcmi5FDyKK8obyjvKB8oBZQiSgmljFJBqaLUUOooDZQmyifKF8o3yg/KL8ofSguljdJB6aL0UPoo"
    "A5QhyghljDJBmaIIKCKKhCKjKCgqioaioxgoJoqFYqM4KC4KKB6KjxKghCgRSoySoDwA6hNqCjWN+oz6gppB"
    "zaLmUPOor6hvqO+oH6gF1CJqCbWMWkGtotZQ66gN1CbqJ+oX6jfqD+ov6h9qC7WN2kHtovZQ+6gD1CHqCHWM"
    "OkGdogqoIqqEKqMqqCqqhqqjGqgmqoVqozqoLiqoHqqPGqCGqBFqjJqgPgDaE1oKLY32jPaClkHLouXQ8miv"
    "aG9o72gfaAW0IloJrYxWQaui1dDqaA20Jton2hfaN9oP2i/aH1oLrY3WQeui9dD6aAO0IdoIbYw2QZuiCWgi"
    "moQmoyloKpqGpqMZaCaahWajOWguGmgemo8WoIVoEVqMlqA9APoTego9jf6M/oKeQc+i59Dz6K/ob+jv6B/o"
    "BfQiegm9jF5Br6LX0OvoDfQm+if6F/o3+g/6L/ofegu9jd5B76L30PvoA/Qh+gh9jD5Bn6IL6CK6hC6jK+gq"
    "uoauoxvoJrqFbqM76C466B66jx6gh+gReoyeoD8AxhNGCiON8YzxgpHByGLkMPIYrxhvGO8YHxgFjCJGCaOM"
    "UcGoYtQw6hgNjCbGJ8YXxjfGD8Yvxh9GC6ON0cHoYvQw+hgDjCHGCGOMMcGYYggYIoaEIWMoGCqGhqFjGBgm"
    "hoVhYzgYLgYYHoaPEWCEGBFGjJFgPADmE2YKM435jPmCmcHMYuYw85ivmG+Y75gfmAXMImYJs4xZwaxi1jDr"
    "mA3MJuYn5hfmN+YP5i/mH2YLs43Zwexi9jD7mAPMIeYIc4w5wZxiCpgipoQpYyqYKqaGqWMamCamhWljOpgu"
    "Jpgepo8ZYIaYEWaMmWA+ANYTVgorjfWM9YKVwcpi5bDyWK9Yb1jvWB9YBawiVgmrjFXBqmLVsOpYDawm1ifW"
    "F9Y31g/WL9YfVgurjdXB6mL1sPpYA6wh1ghrjDXBmmIJWCKWhCVjKVgqloalYxlYJpaFZWM5WC4WWB6WjxVg"
    "hVgRVoyVYD0A9hN2CjuN/Yz9gp3BzmLnsPPYr9hv2O/YH9gF7CJ2CbuMXcGuYtew69gN7Cb2J/YX9jf2D/Yv"
    "9h92C7uN3cHuYvew+9gD7CH2CHuMPcGeYgvYIraELWMr2Cq2hq1jG9gmtoVtYzvYLjbYHraPHWCH2BF2jJ1g"
    "PwDOE04KJ43zjPOCk8HJ4uRw8jivOG847zgfOAWcIk4Jp4xTwani1HDqOA2cJs4nzhfON84Pzi/OH04Lp43T"
    "weni9HD6OAOcIc4IZ4wzwZniCDgijoQj4yg4Ko6Go+MYOCaOhWPjODguDjgejo8T4IQ4EU6Mk+A8AO4Tbgo3"
    "jfuM+4Kbwc3i5nDzuK+4b7jvuB+4Bdwibgm3jFvBreLWcOu4Ddwm7ifuF+437g/uL+4fbgu3jdvB7eL2cPu4"
    "A9wh7gh3jDvBneIKuCKuhCvjKrgqroar4xq4Jq6Fa+M6uC4uuB6ujxvghrgRboyb4D4APEEK0vAML5CBLOQg"
    "D6/wBu/wAQUoQgnKUIEq1KAODWjCJ3zBN/zAL/xBC9rQgS70oA8DGMIIxjCBKf+WzMea9lh0HqvCY9g+xtWj"
    "4T9a5qPpPL7to/AfpfN4/Mf1H8cDHwIIIYIYEngAvCe8FF4a7xnvBS+Dl8XL4eXxXvHe8N7xPvAKeEW8El4Z"
    "r4JXxavh1fEaeE28T7wvvG+8H7xfvD+8Fl4br4PXxevh9fEGeEO8Ed4Yb4I3xRPwRDwJT8ZT8FQ8DU/HM/BM"
    "PAvPxnPw3H+X9zw8Hy/AC/EivBgvwXsA/Cf8FH4a/xn/BT+Dn8XP4efxX/Hf8N/xP/AL+EX8En4Zv4Jfxa/h"
    "1/Eb+E38T/wv/G/8H/xf/D/8Fn4bv4Pfxe/h9/EH+EP8Ef4Yf4I/xRfwRXwJX8ZX8FV8DV/HN/BNfAvfxnfw"
    "3X9P73v4Pn6AH+JH+DF+gv8ABE8EKYI0wTPBC0GGIEuQI8gTvBK8EbwTfBAUCIoEJYIyQYWgSlAjqBM0CJoE"
    "nwRfBN8EPwS/BH8ELYI2QYegS9Aj6BMMCIYEI4IxwYRgSiAQiAQSgUygEKgEGoFOYBCYBBaBTeAQuP8KJ/AI"
    "fIKAICSICGKChOABCJ8IU4RpwmfCF8IMYZYwR5gnfCV8I3wn/CAsEBYJS4RlwgphlbBGWCdsEDYJPwm/CL8J"
    "fwh/Cf8IW4Rtwg5hl7BH2CccEA4JR4RjwgnhlFAgFAklQplQIVQJNUKd0CA0CS1Cm9AhdP+VfegR+oQBYUgY"
    "EcaECeEDED0RpYjSRM9EL0QZoixRjihP9Er0RvRO9EFUICoSlYjKRBWiKlGNqE7UIGoSfRJ9EX0T/RD9Ev0R"
    "tYjaRB2iLlGPqE80IBoSjYjGRBOiKZFAJBJJRDKRQqQSaUQ6kUFkEllENpFD5P77tJFH5BMFRCFRRBQTJUQP"
    "QPxEnCJOEz8TvxBniLPEOeI88SvxG/E78QdxgbhIXCIuE1eIq8Q14jpxg7hJ/En8RfxN/EP8S/xH3CJuE3eI"
    "u8Q94j7xgHhIPCIeE0+Ip8QCsUgsEcvECrFKrBHrxAaxSWwR28QOsfuv5cQesU8cEIfEEXFMnBA/AMkTSYok"
    "TfJM8kKSIcmS5EjyJK8kbyTvJB8kBZIiSYmkTFIhqZLUSOokDZImySfJF8k3yQ/JL8kfSYukTdIh6ZL0SPok"
    "A5IhyYhkTDIhmZIIJCKJRCKTKCQqiUaikxgkJolFYpM4JO6/hpl4JD5JQBKSRCQxSULyAMyemKWYpZk9M3th"
    "lmGWZZZjlmf2yuyN2TuzD2YFZkVmJWZlZhVmVWY1ZnVmDWZNZp/Mvph9M/th9svsj1mLWZtZh1mXWY9Zn9mA"
    "2ZDZiNmY2YTZlJnATGQmMZOZKcxUZhoznZnBzGRmMbOZOcxcZjDzmPnMAmYhs4hZzCxh9gDMn5inmKeZPzN/"
    "YZ5hnmWeY55n/sr8jfk78w/mBeZF5iXmZeYV5lXmNeZ15g3mTeafzL+YfzP/Yf7L/I95i3mbeYd5l3mPeZ/5"
    "gPmQ+Yj5mPmE+ZS5wFxkLjGXmSvMVeYac525wdxkbjG3mTvMXeYw95j7zAPmIfOIecw8Yf4ALJ5YpFikWTyz"
    "eGGRYZFlkWORZ/HK4o3FO4sPFgUWRRYlFmUWFRZVFjUWdRYNFk0Wnyy+WHyz+GHxy+KPRYtFm0WHRZdFj0Wf"
    "xYDFkMWIxZjFhMWUhcBCZCGxkFkoLFQWGgudhcHCZGGxsFk4LFwWsPBY+CwCFiGLiEXMImHxACyfWKZYplk+"
    "s3xhmWGZZZljmWf5yvKN5TvLD5YFlkWWJZZllhWWVZY1lnWWDZZNlp8sv1h+s/xh+cvyj2WLZZtlh2WXZY9l"
    "n+WA5ZDliOWY5YTllKXAUmQpsZRZKixVlhpLnaXB0mRpsbRZOixdlrD0WPosA5Yhy4hlzDJh+QCsnlilWKVZ"
    "PbN6YZVhlWWVY5Vn9crqjdU7qw9WBVZFViVWZVYVVlVWNVZ1Vg1WTVafrL5YfbP6YfXL6o9Vi1WbVYdVl1WP"
    "VZ/VgNWQ1YjVmNWE1ZSVwEpkJbGSWSmsVFYaK52VwcpkZbGyWTmsXFaw8lj5rAJWIauIVcwqYfUArJ9Yp1in"
    "WT+zfmGdYZ1lnWOdZ/3K+o31O+sP1gXWRdYl1mXWFdZV1jXWddYN1k3Wn6y/WH+z/mH9y/qPdYt1m3WHdZd1"
    "j3Wf9YD1kPWI9Zj1hPWUtcBaZC2xllkrrFXWGmudtcHaZG2xtlk7rF3WsPZY+6wD1iHriHXMOmH9AGye2KTY"
    "pNk8s3lhk2GTZZNjk2fzyuaNzTubDzYFNkU2JTZlNhU2VTY1NnU2DTZNNp9svth8s/lh88vmj02LTZtNh02X"
    "TY9Nn82AzZDNiM2YzYTNlI3ARmQjsZHZKGxUNhobnY3BxmRjsbHZOGxcNrDx2PhsAjYhm4hNzCZh8wBsn9im"
    "2KbZPrN9YZthm2WbY5tn+8r2je072w+2BbZFtiW2ZbYVtlW2NbZ1tg22TbafbL/YfrP9YfvL9o9ti22bbYdt"
    "l22PbZ/tgO2Q7YjtmO2E7ZStwFZkK7GV2SpsVbYaW52twdZka7G12TpsXbaw9dj6bAO2IduIbcw2YfsA7J7Y"
    "pdil2T2ze2GXYZdll2OXZ/fK7o3dO7sPdgV2RXYldmV2FXZVdjV2dXYNdk12n+y+2H2z+2H3y+6PXYtdm12H"
    "XZddj12f3YDdkN2I3ZjdhN2UncBOZCexk9kp7FR2GjudncHOZGexs9k57Fx2sPPY+ewCdiG7iF3MLmH3AOyf"
    "2KfYp9k/s39hn2GfZZ9jn2f/yv6N/Tv7D/YF9kX2JfZl9hX2VfY19nX2DfZN9p/sv9h/s/9h/8v+j32LfZt9"
    "h32XfY99n/2A/ZD9iP2Y/YT9lL3AXmQvsZfZK+xV9hp7nb3B3mRvsbfZO+xd9rD32PvsA/Yh+4h9zD5h/wAc"
    "njikOKQ5PHN44ZDhkOWQ45Dn8MrhjcM7hw8OBQ5FDiUOZQ4VDlUONQ51Dg0OTQ6fHL44fHP44fDL4Y9Di0Ob"
    "Q4dDl0OPQ5/DgMOQw4jDmMOEw5SDwEHkIHGQOSgcVA4aB52DwcHkYHGwOTgcXA5w8Dj4HAIOIYeIQ8wh4fAA"
    "HJ84pjimOT5zfOGY4ZjlmOOY5/jK8Y3jO8cPjgWORY4ljmWOFY5VjjWOdY4Njk2Onxy/OH5z/OH4y/GPY4tj"
    "m2OHY5djj2Of44DjkOOI45jjhOOUo8BR5ChxlDkqHFWOGkedo8HR5GhxtDk6HF2OcPQ4+hwDjiHHiGPMMeH4"
    "AJyeOKU4pTk9c3rhlOGU5ZTjlOf0yumN0zunD04FTkVOJU5lThVOVU41TnVODU5NTp+cvjh9c/rh9Mvpj1OL"
    "U5tTh1OXU49Tn9OA05DTiNOY04TTlJPASeQkcZI5KZxUThonnZPByeRkcbI5OZxcTnDyOPmcAk4hp4hTzCnh"
    "9ACcnzinOKc5P3N+4ZzhnOWc45zn/Mr5jfM75w/OBc5FziXOZc4VzlXONc51zg3OTc6fnL84f3P+4fzL+Y9z"
    "i3Obc4dzl3OPc5/zgPOQ84jzmPOE85SzwFnkLHGWOSucVc4aZ52zwdnkbHG2OTucXc5w9jj7nAPOIeeIc8w5"
    "4fwAXJ64pLikuTxzeeGS4ZLlkuOS5/LK5Y3LO5cPLgUuRS4lLmUuFS5VLjUudS4NLk0un1y+uHxz+eHyy+WP"
    "S4tLm0uHS5dLj0ufy4DLkMuIy5jLhMuUi8BF5CJxkbkoXFQuGhedi8HF5GJxsbk4XFwucPG4+FwCLiGXiEvM"
    "JeHyAFyfuKa4prk+c33hmuGa5Zrjmuf6yvWN6zvXD64FrkWuJa5lrhWuVa41rnWuDa5Nrp9cv7h+c/3h+sv1"
    "j2uLa5trh2uXa49rn+uA65DriOuY64TrlKvAVeQqcZW5KlxVrhpXnavB1eRqcbW5OlxdrnD1uPpcA64h14hr"
    "zDXh+gDcnriluKW5PXN74ZbhluWW45bn9srtjds7tw9uBW5FbiVuZW4VblVuNW51bg1uTW6f3L64fXP74fbL"
    "7Y9bi1ubW4dbl1uPW5/bgNuQ24jbmNuE25SbwE3kJnGTuSncVG4aN52bwc3kZnGzuTncXG5w87j53AJuIbeI"
    "W8wt4fYA3J+4p7inuT9zf+Ge4Z7lnuOe5/7K/Y37O/cP7gXuRe4l7mXuFe5V7jXude4N7k3un9y/uH9z/+H+"
    "y/2Pe4t7m3uHe5d7j3uf+4D7kPuI+5j7hPuUu8Bd5C5xl7kr3FXuGnedu8Hd5G5xt7k73F3ucPe4+9wD7iH3"
    "iHvMPeH+v/9y4v9y4v9y4v9y4v9y4v+vc+L/B/UeXS2ijATVAAAAAElFTkSuQmCC";

WebCity web_city;

static ServiceAnswer *
post (const char *path, const char *token, const char *body, guint status)
{
  g_autofree char *full = g_strconcat ("/api/v1", path, NULL);
  const ServiceRequest request = { .method = "POST", .path = full, .token = token, .body = body };
  ServiceAnswer *answer = service_send (&web_city.service, &request);

  if (answer->status != status)
    g_error ("POST %s %s: %u %s", path, body != NULL ? body : "", answer->status, answer->text);
  return answer;
}

static char *
post_for (const char *member, const char *path, const char *token, const char *body)
{
  g_autoptr (ServiceAnswer) answer = post (path, token, body, 201);

  return g_strdup (service_answer_get_text (answer, member));
}

static char *
sign_in (const char *name, const char *password)
{
  g_autofree char *body =
      g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\"}", name, password);

  return post_for ("token", "/sessions", NULL, body);
}

static void
add_photo (const char *item)
{
  g_autofree char *url =
      g_strdup_printf ("http://127.0.0.1:%u/api/v1/items/%s/photos", web_city.service.port, item);
  g_autofree char *bearer = g_strconcat ("Bearer ", web_city.clerk, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) answer = NULL;
  gsize size;
  guchar *bytes = g_base64_decode (photo, &size);

  body = g_bytes_new_take (bytes, size);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "image/png", body);
  answer = soup_session_send_and_read (web_city.service.session, message, NULL, NULL);
  if (soup_message_get_status (message) != 201)
    g_error ("photo: %u %.*s",
             soup_message_get_status (message),
             (int)g_bytes_get_size (answer),
             (const char *)g_bytes_get_data (answer, NULL));
}

static char *
publish (const char *body, guint n_photos)
{
  g_autofree char *id = post_for ("id", "/items", web_city.clerk, body);
  g_autofree char *path = g_strdup_printf ("/items/%s/publish", id);
  g_autoptr (ServiceAnswer) published = NULL;

  for (guint i = 0; i < n_photos; i++)
    add_photo (id);
  published = post (path, web_city.clerk, NULL, 200);
  return g_steal_pointer (&id);
}

char *
web_publish_sofa (const char *title)
{
  g_autofree char *body = g_strdup_printf (
      "{\"category\":\"sofa\",\"title\":\"%s\",\"description\":\"搬家出让，可以到店看。\","
      "\"mode\":\"sell\",\"price_fen\":88000,\"grade\":\"A\",\"attributes\":{\"seats\":3,"
      "\"material\":\"fabric\",\"colour\":\"grey\",\"length_cm\":210}}",
      title);

  return publish (body, 2);
}

char *
web_publish_loan (void)
{
  return publish ("{\"category\":\"study_guide\",\"title\":\"小学数学教具\",\"mode\":\"lend\","
                  "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\","
                  "\"subject\":\"maths\"}}",
                  0);
}

char *
web_invite_clerk (void)
{
  g_autofree char *path = g_strdup_printf ("/organisations/%s/invitations", web_city.shop);

  return post_for ("code", path, web_city.clerk, "{\"role\":\"clerk\"}");
}

void
web_withdraw (const char *item)
{
  g_autofree char *path = g_strdup_printf ("/items/%s/withdraw", item);
  g_autoptr (ServiceAnswer) answer = post (path, web_city.clerk, NULL, 200);
}

char *
web_reserve (const char *phone, const char *item)
{
  g_autofree char *token = sign_in (phone, WEB_PASSWORD);
  g_autofree char *path = g_strdup_printf ("/items/%s/reservations", item);

  return post_for ("id", path, token, NULL);
}

void
web_add_resident (const char *nickname, const char *phone)
{
  g_autofree char *body = g_strdup_printf (
      "{\"code\":\"%s\",\"nickname\":\"%s\",\"phone\":\"%s\",\"password\":\"" WEB_PASSWORD
      "\",\"consent\":1,\"of_age\":true}",
      web_city.code,
      nickname,
      phone);
  g_autoptr (ServiceAnswer) joined = post ("/accounts", NULL, body, 201);
}

static void
add_people (void)
{
  g_autofree char *root = service_sign_in (&web_city.service, SERVICE_ADMINISTRATOR);
  g_autofree char *path = NULL;
  g_autofree char *code = NULL;
  g_autofree char *body = NULL;
  g_autoptr (ServiceAnswer) joined = NULL;

  web_city.shop = post_for ("id",
                            "/organisations",
                            root,
                            "{\"kind\":\"shop\",\"name\":\"" WEB_SHOP "\",\"division\":"
                            "\"130102001002\",\"label_prefix\":\"ZSM\",\"address\":\"中山东路 216 "
                            "号\",\"opening_hours\":\"9:00–19:00，周一休息\",\"telephone\":"
                            "\"0311-86000001\"}");
  path = g_strdup_printf ("/organisations/%s/invitations", web_city.shop);
  code = post_for ("code", path, root, "{\"role\":\"manager\"}");
  body = g_strdup_printf ("{\"code\":\"%s\",\"nickname\":\"李娜\",\"username\":\"li.na\","
                          "\"password\":\"" WEB_PASSWORD "\",\"consent\":1,\"of_age\":true}",
                          code);
  joined = post ("/accounts", NULL, body, 201);
  web_city.clerk = sign_in ("li.na", WEB_PASSWORD);
  web_city.code = post_for ("code", path, web_city.clerk, "{\"uses_left\":20}");
  web_add_resident ("小赵", WEB_RESIDENT);
  web_add_resident ("老钱", WEB_OTHER);
  web_add_resident ("孙姐", WEB_THIRD);
}

/* Enough for several pages; books need no photo. The newest are what the tests look at. */
static void
add_goods (void)
{
  for (guint i = 0; i < N_BOOKS; i++) {
    g_autofree char *body = g_strdup_printf (
        "{\"category\":\"study_guide\",\"title\":\"小学数学练习 第%u册\",\"mode\":\"%s\","
        "%s\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"maths\"}}",
        i + 1,
        i % 3 == 0 ? "give" : "sell",
        i % 3 == 0 ? "" : "\"price_fen\":1250,");
    g_autofree char *id = publish (body, 0);
  }
  for (guint i = 0; i < 2; i++) {
    g_autofree char *id = web_publish_sofa (i == 0 ? "三人位布艺沙发" : "转角沙发");
  }
  web_city.n_items = N_BOOKS + 2;
}

int
web_main (int argc, char *argv[], void (*add_tests) (void))
{
  int status;

  setlocale (LC_ALL, ""); /* for what is said when a test fails */
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  service_fixture_open (&web_city.service);
  service_start (&web_city.service, NULL);
  add_people ();
  add_goods ();
  add_tests ();
  status = g_test_run ();
  service_end (&web_city.service, 15);
  service_fixture_close (&web_city.service);
  g_free (web_city.shop);
  g_free (web_city.clerk);
  g_free (web_city.code);
  return status;
}

/* What is against the policy is kept from page to page. */
static const char watch_policy[] =
    "{\"source\":\"addEventListener('securitypolicyviolation', (event) => {"
    "sessionStorage.violations = (sessionStorage.violations ?? '') + event.violatedDirective + ' ' "
    "+ event.blockedURI + ' ';});\"}";

void
web_setup (WebFixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) done = NULL;

  self->browser = jl_webdriver_new (PHONE_WIDTH, PHONE_HEIGHT, data != NULL ? data : "zh-CN");
  done =
      jl_webdriver_devtools (self->browser, "Page.addScriptToEvaluateOnNewDocument", watch_policy);
}

void
web_teardown (WebFixture *self, gconstpointer data)
{
  g_autofree char *complaints = jl_webdriver_take_complaints (self->browser, self->expected);
  g_autofree char *violations =
      jl_webdriver_run_text (self->browser, "return sessionStorage.violations ?? ''");

  g_assert_cmpstr (complaints, ==, "");
  g_assert_cmpstr (violations, ==, "");
  jl_webdriver_free (self->browser);
}

void
web_go_plain (WebFixture *self, const char *path)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", web_city.service.port, path);

  jl_webdriver_go (self->browser, url);
}

void
web_go (WebFixture *self, const char *path)
{
  web_go_plain (self, path);
  jl_webdriver_wait (self->browser, "document.documentElement.classList.contains('ready')");
}

void
web_sign_in (WebFixture *self, const char *phone)
{
  web_go (self, "/me.html");
  jl_webdriver_type (self->browser, "#username", phone);
  jl_webdriver_type (self->browser, "#password", WEB_PASSWORD);
  jl_webdriver_click (self->browser, "#sign-in [type=submit]");
  jl_webdriver_wait_for (self->browser, "#signed-in", NULL);
}
